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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import oo.server.Server.PortTaken;

/**
 * The fixed address of the site: passes bytes on to the current server, and holds connections while
 * there is none. A supervised server takes one request for each connection, so that a held
 * connection is a held request.
 */
final class Gateway implements AutoCloseable {
  private static final Duration HOLD = Duration.ofSeconds(60);
  private static final byte[] GAVE_UP =
      ("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
              + "Retry-After: 2\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
              + "oO is not running just now. The terminal of ./oo run says why.\n")
          .getBytes(StandardCharsets.UTF_8);

  private final List<ServerSocket> listening;
  private volatile CompletableFuture<Integer> serverPort = new CompletableFuture<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Gateway(List<ServerSocket> listening) {
    this.listening = listening;
  }

  /**
   * @param address to listen on; {@code localhost} means both of its addresses
   * @throws PortTaken when another program has the port
   */
  static Gateway listen(String address, int port) {
    var sockets = new ArrayList<ServerSocket>();
    boolean local = address.equals("localhost");
    sockets.add(bound(local ? "127.0.0.1" : address, port).orElseThrow(() -> new PortTaken(port)));
    if (local) {
      // Browsers try it first; not every machine has it.
      bound("::1", port).ifPresent(sockets::add);
    }
    var gateway = new Gateway(sockets);
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

  /** Passes held and new connections to the server at that port of loopback. */
  synchronized void passTo(int port) {
    if (!serverPort.complete(port)) {
      serverPort = CompletableFuture.completedFuture(port);
    }
  }

  /** Holds new connections until the next {@link #passTo}. */
  synchronized void hold() {
    if (serverPort.isDone()) {
      serverPort = new CompletableFuture<>();
    }
  }

  /** The open connections of callers and to servers; a held request has one. */
  int connections() {
    return open.size();
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        // The gateway was closed, or the caller is gone.
      }
    }
  }

  private void pass(Socket client) {
    open.add(client);
    try (client) {
      Optional<Socket> server = server();
      if (server.isEmpty()) {
        client.getOutputStream().write(GAVE_UP);
        return;
      }
      try (Socket to = server.get()) {
        open.add(to);
        Thread asking = Thread.ofVirtual().start(() -> pump(client, to));
        pump(to, client);
        client.close();
        asking.join();
        open.remove(to);
      }
    } catch (IOException e) {
      // Either side closed its connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** A connection to the server; empty when none takes it within {@link #HOLD}. */
  private Optional<Socket> server() throws InterruptedException {
    long until = System.nanoTime() + HOLD.toNanos();
    for (long left = HOLD.toNanos(); left > 0; left = until - System.nanoTime()) {
      try {
        int port = serverPort.get(left, TimeUnit.NANOSECONDS);
        return Optional.of(new Socket(InetAddress.getLoopbackAddress(), port));
      } catch (TimeoutException | ExecutionException e) {
        return Optional.empty();
      } catch (IOException e) {
        // The server ended, and hold() is not called yet.
        Thread.sleep(50);
      }
    }
    return Optional.empty();
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // pass() closes the other side.
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
      // It is closed already.
    }
  }
}
