package oo.dev.supervisor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import oo.contract.Json;
import oo.contract.Problem;
import oo.host.base.EssentialThread;
import oo.server.Server.PortTaken;

/**
 * The fixed address of the site: passes bytes on to the current server, and holds connections while
 * there is none. A supervised server takes one request for each connection, so that a held
 * connection is a held request.
 *
 * <p>The server bounds what a client may do. The gateway bounds the rest: how many connections
 * there are, of which the oldest goes for the next, how long one lasts, and how long a client takes
 * to read 16 KB.
 */
final class Gateway implements AutoCloseable {
  private static final Duration HOLD = Duration.ofSeconds(15);
  static final Bounds STANDARD = new Bounds(2_048, Duration.ofMinutes(6), Duration.ofSeconds(15));
  private static final Duration SWEEP = Duration.ofMillis(250);
  private static final int PAUSE_MS = 50;
  private static final int MAX_HEAD = 16 * 1024;
  private static final int HEAD_MS = 2_000;
  private static final String DETAIL =
      "oO is starting again. Nothing is lost; try again in a moment.";
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
      <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="dark">
      <title>oO</title><body style="font:1.2rem system-ui;margin:30vh 10vw"><p>%s</p></html>
      """
          .formatted(DETAIL);

  private final List<ServerSocket> listening;
  private final List<Thread> sweeping = new ArrayList<>();
  private volatile CompletableFuture<Integer> serverPort = new CompletableFuture<>();

  /** When the requests are refused that are held, as {@link System#nanoTime}. */
  private volatile long heldUntil = System.nanoTime() + HOLD.toNanos();

  private final Map<Socket, Since> open = new ConcurrentHashMap<>();
  private final Bounds bounds;

  /**
   * @param clients at once; the server evicts the slowest long before
   * @param life of one connection: longer than being held and all bounds of the server together
   * @param write of 16 KB to a client
   */
  record Bounds(int clients, Duration life, Duration write) {}

  /** When a client's connection opened, and since when a write to it waits; 0 when none does. */
  private static final class Since {
    final long opened = System.nanoTime();
    volatile long writing;
  }

  private Gateway(List<ServerSocket> listening, Bounds bounds) {
    this.listening = listening;
    this.bounds = bounds;
  }

  /**
   * @param address to listen on; {@code localhost} means both of its addresses
   * @throws PortTaken when another program has the port
   */
  static Gateway listen(String address, int port) {
    return listen(address, port, STANDARD);
  }

  static Gateway listen(String address, int port, Bounds bounds) {
    var sockets = new ArrayList<ServerSocket>();
    boolean local = address.equals("localhost");
    String first = local ? "127.0.0.1" : address;
    sockets.add(bound(first, port).orElseThrow(() -> new PortTaken(first, port)));
    if (local) {
      // Browsers try it first; not every machine has it.
      bound("::1", port).ifPresent(sockets::add);
    }
    var gateway = new Gateway(sockets, bounds);
    gateway.sweeping.add(EssentialThread.every("late", SWEEP, gateway::closeLate));
    sockets.forEach(socket -> EssentialThread.start("accept", () -> gateway.accept(socket)));
    return gateway;
  }

  private static Optional<ServerSocket> bound(String address, int port) {
    try {
      var socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port), STANDARD.clients());
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

  /** Holds new connections until the next {@link #passTo}, for 15 seconds at most. */
  synchronized void hold() {
    if (serverPort.isDone()) {
      serverPort = new CompletableFuture<>();
      heldUntil = System.nanoTime() + HOLD.toNanos();
    }
  }

  /** Answers 503 at once, also to those that are held, until the next {@link #passTo}. */
  synchronized void refuse() {
    if (serverPort.isDone()) {
      return;
    }
    heldUntil = System.nanoTime();
    CompletableFuture<Integer> held = serverPort;
    serverPort = new CompletableFuture<>();
    held.completeExceptionally(new TimeoutException());
  }

  /** The open connections of callers. */
  int connections() {
    return open.size();
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.put(client, new Since());
        if (open.size() > bounds.clients()) {
          open.entrySet().stream()
              .min(Comparator.comparingLong(one -> one.getValue().opened))
              .ifPresent(oldest -> end(oldest.getKey()));
        }
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        // The gateway was closed, the caller is gone, or there are too many files: a moment helps.
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(Socket client) {
    try (client) {
      Optional<Socket> server = server();
      if (server.isEmpty()) {
        refuse(client);
        return;
      }
      try (Socket to = server.get()) {
        to.getOutputStream().write(whoAsks(client));
        Thread asking = Thread.ofVirtual().start(() -> pump(client, to));
        pump(to, client);
        client.close();
        asking.join();
      }
    } catch (IOException e) {
      // Either side closed its connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  /** Answers as the server would: a problem to the API's callers, a page to a person. */
  private static void refuse(Socket client) throws IOException {
    client.setSoTimeout(HEAD_MS);
    String head = head(client.getInputStream());
    boolean api = head.matches("(?s)\\S+ (\\S*://[^/ ]*)?/api[/ ?].*");
    byte[] body =
        (api
                ? Json.mapper()
                    .writeValueAsString(
                        new Problem("about:blank", "Starting", 503, "starting", DETAIL, null))
                : PAGE)
            .getBytes(StandardCharsets.UTF_8);
    OutputStream out = client.getOutputStream();
    out.write(
        """
        HTTP/1.1 503 Service Unavailable\r
        Content-Type: %s\r
        Content-Length: %d\r
        Retry-After: 3\r
        Cache-Control: no-store\r
        Connection: close\r
        \r
        """
            .formatted(api ? "application/problem+json" : "text/html; charset=utf-8", body.length)
            .getBytes(StandardCharsets.UTF_8));
    if (!head.startsWith("HEAD ")) {
      out.write(body);
    }
    client.shutdownOutput();
    // Bytes that are not read would reset the connection before its answer is.
    client.getInputStream().skip(STANDARD.clients() * 1024L);
  }

  /** The request's first bytes, to the end of its headers if they are short. */
  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0 && head.size() < MAX_HEAD; next = in.read()) {
        head.write(next);
        if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      // A client that sends nothing is answered, too.
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** A connection to the server; empty when none takes it in time. */
  private Optional<Socket> server() throws InterruptedException {
    long patience = System.nanoTime() + HOLD.toNanos();
    while (System.nanoTime() < patience) {
      CompletableFuture<Integer> port = serverPort;
      long until = port.isDone() ? patience : Math.min(patience, heldUntil);
      try {
        return Optional.of(
            new Socket(
                InetAddress.getLoopbackAddress(),
                port.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)));
      } catch (TimeoutException | ExecutionException e) {
        return Optional.empty();
      } catch (IOException e) {
        // The server ended, and hold() is not called yet.
        Thread.sleep(PAUSE_MS);
      }
    }
    return Optional.empty();
  }

  /**
   * Before anything else, so that a server knows its client's address
   * (https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt, version 1).
   */
  private static byte[] whoAsks(Socket client) {
    String family = client.getInetAddress() instanceof Inet6Address ? "TCP6" : "TCP4";
    String line =
        "PROXY %s %s %s %d %d\r\n"
            .formatted(
                family,
                unscoped(client.getInetAddress()),
                unscoped(client.getLocalAddress()),
                client.getPort(),
                client.getLocalPort());
    return line.getBytes(StandardCharsets.US_ASCII);
  }

  private static String unscoped(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }

  private void pump(Socket from, Socket to) {
    Since since = open.getOrDefault(to, new Since()); // The server is bound by its client.
    var some = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        since.writing = System.nanoTime();
        out.write(some, 0, n);
        since.writing = 0;
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // pass() closes the other side.
    }
  }

  private void closeLate() {
    long now = System.nanoTime();
    open.forEach((client, since) -> {
      long writing = since.writing;
      if (now - since.opened > bounds.life().toNanos()
          || (writing != 0 && now - writing > bounds.write().toNanos())) {
        end(client);
      }
    });
  }

  private void end(Socket client) {
    open.remove(client);
    closed(client);
  }

  @Override
  public void close() {
    sweeping.forEach(Thread::interrupt);
    for (ServerSocket socket : listening) {
      closed(socket);
    }
    open.keySet().forEach(Gateway::closed);
  }

  private static void closed(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is closed already.
    }
  }
}
