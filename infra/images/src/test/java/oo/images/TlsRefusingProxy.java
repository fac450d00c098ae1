package oo.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/**
 * In front of an HTTP server: closes a connection that begins with TLS, and passes on all others.
 * Jib tries TLS first, and the JDK's server would keep it waiting for the end of a line.
 */
final class TlsRefusingProxy implements AutoCloseable {
  private static final int TLS_HANDSHAKE = 0x16;

  private final ServerSocket socket;
  private final String host;
  private final int port;

  private TlsRefusingProxy(ServerSocket socket, String host, int port) {
    this.socket = socket;
    this.host = host;
    this.port = port;
  }

  /**
   * @param registry host and port
   */
  static TlsRefusingProxy to(String registry) {
    URI uri = URI.create("http://" + registry);
    try {
      var socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      var proxy =
          new TlsRefusingProxy(socket, uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Host and port of the proxy. */
  String name() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        // Closed, or a caller that went away at once.
      }
    }
  }

  private void pass(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      int first = in.read();
      if (first < 0 || first == TLS_HANDSHAKE) {
        return;
      }
      try (Socket registry = new Socket(host, port)) {
        registry.getOutputStream().write(first);
        Thread asking = Thread.ofVirtual().start(() -> pump(in, registry));
        registry.getInputStream().transferTo(client.getOutputStream());
        client.close();
        asking.join();
      }
    } catch (IOException e) {
      // Either side went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(InputStream from, Socket to) {
    try {
      from.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // Its owner closes the other side.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }
}
