package oo.dev.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import oo.server.Server.PortTaken;

/**
 * The address that stays the same while runtimes come and go: passes bytes on to the one that
 * serves, and holds them while there is none. A supervised runtime takes one request a connection,
 * so that holding a connection is holding a request.
 */
final class Gateway implements AutoCloseable {
  private static final Duration HOLD = Duration.ofSeconds(60);
  private static final byte[] GAVE_UP =
      ("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
              + "Retry-After: 2\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
              + "oO is not running just now. The terminal of ./oo run says why.\n")
          .getBytes(StandardCharsets.UTF_8);

  private final List<ServerSocket> listening;
  private final Gate gate;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Gateway(List<ServerSocket> listening, Gate gate) {
    this.listening = listening;
    this.gate = gate;
  }

  /**
   * @param address to listen on; {@code localhost} means both of its addresses
   * @throws PortTaken when another program has the port
   */
  static Gateway listen(String address, int port, Gate gate) {
    var sockets = new ArrayList<ServerSocket>();
    boolean local = address.equals("localhost");
    sockets.add(bound(local ? "127.0.0.1" : address, port).orElseThrow(() -> new PortTaken(port)));
    if (local) {
      // Browsers try it first; a machine without it is fine.
      bound("::1", port).ifPresent(sockets::add);
    }
    var gateway = new Gateway(sockets, gate);
    sockets.forEach(socket -> Thread.ofVirtual().start(() -> gateway.accept(socket)));
    return gateway;
  }

  private static Optional<ServerSocket> bound(String address, int port) {
    try {
      var socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), 200);
      return Optional.of(socket);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void accept(ServerSocket socket) {
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
    open.add(client);
    try (client) {
      Optional<Socket> runtime = runtime();
      if (runtime.isEmpty()) {
        client.getOutputStream().write(GAVE_UP);
        return;
      }
      try (Socket to = runtime.get()) {
        open.add(to);
        Thread asking = Thread.ofVirtual().start(() -> pump(client, to));
        pump(to, client);
        client.close();
        asking.join();
        open.remove(to);
      }
    } catch (IOException e) {
      // Either side went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** A connection to the runtime that serves, waiting for one if need be. */
  private Optional<Socket> runtime() throws InterruptedException {
    long until = System.nanoTime() + HOLD.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      Optional<Integer> port = left.isNegative() ? Optional.empty() : gate.await(left);
      if (port.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(new Socket(InetAddress.getLoopbackAddress(), port.get()));
      } catch (IOException e) {
        // It died and the gate does not know yet.
        Thread.sleep(50);
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // The other side is closed by who owns it.
    }
  }

  @Override
  public void close() {
    for (ServerSocket socket : listening) {
      closed(socket);
    }
    open.forEach(Gateway::closed);
  }

  private static void closed(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is gone.
    }
  }
}
