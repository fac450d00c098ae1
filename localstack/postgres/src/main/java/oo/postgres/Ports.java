package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
final class Ports {
  private Ports() {}

  /** The preferred port if it is free, otherwise another one. 0 prefers none. */
  static int free(int preferred) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), preferred));
      return socket.getLocalPort();
    } catch (IOException e) {
      if (preferred == 0) {
        throw new UncheckedIOException(e);
      }
      return free(0);
    }
  }
}
