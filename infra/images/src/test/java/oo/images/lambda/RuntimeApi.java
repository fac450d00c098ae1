package oo.images.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import oo.images.lambda.Outcome.Answered;
import oo.images.lambda.Outcome.Failed;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API, version 2018-06-01, for one process (AWS: "Using the Lambda runtime API for
 * custom runtimes"), with what a restored snapshot asks for.
 */
final class RuntimeApi implements AutoCloseable {
  /** The largest event and the largest answer: 6 MB, and what the service adds for itself. */
  static final int LARGEST = 6 * 1024 * 1024 + 100;

  private static final String ROOT = "/2018-06-01/runtime/";

  static {
    // Otherwise an answer waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LinkedTransferQueue<Call> waiting = new LinkedTransferQueue<>();
  private final Map<String, Call> running = new ConcurrentHashMap<>();
  private final CountDownLatch restored = new CountDownLatch(1);
  private volatile @Nullable Outcome end;

  /** Ends with the nanosecond at which the process first asked for an event; or with a failure. */
  final CompletableFuture<Long> initialised = new CompletableFuture<>();

  /** Ends when the process waits for being restored. */
  final CompletableFuture<Long> checkpointed = new CompletableFuture<>();

  /** An event and what becomes of it. */
  static final class Call {
    final String requestId;
    final byte[] event;
    final Map<String, String> headers;
    final CompletableFuture<Long> handedOver = new CompletableFuture<>();
    final CompletableFuture<Result> result = new CompletableFuture<>();

    /**
     * @param headers of the answer to {@code next}, beside the request's id
     */
    Call(String requestId, byte[] event, Map<String, String> headers) {
      this.requestId = requestId;
      this.event = event;
      this.headers = headers;
    }
  }

  /**
   * @param at the nanosecond at which it was known
   */
  record Result(Outcome outcome, long at) {}

  /** The initialisation failed, or the process ended in it. */
  static final class NotInitialised extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Outcome outcome;

    NotInitialised(Outcome outcome) {
      super(outcome.toString());
      this.outcome = outcome;
    }
  }

  private RuntimeApi(HttpServer server) {
    this.server = server;
  }

  static RuntimeApi start() {
    try {
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      var api = new RuntimeApi(server);
      server.createContext(ROOT, api::serve);
      server.setExecutor(api.threads);
      server.start();
      return api;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code AWS_LAMBDA_RUNTIME_API} names it. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The process gets it when it next asks; a call of one that is gone ends at once. */
  void offer(Call call) {
    waiting.add(call);
    Outcome known = end;
    if (known != null) {
      call.result.complete(new Result(known, System.nanoTime()));
    }
  }

  /** The process may go on from where a snapshot would have been taken. */
  void restore() {
    restored.countDown();
  }

  /** The process has ended or is about to. The first outcome stays. */
  synchronized void over(Outcome last) {
    Outcome outcome = end == null ? last : end;
    end = outcome;
    long now = System.nanoTime();
    initialised.completeExceptionally(new NotInitialised(outcome));
    checkpointed.completeExceptionally(new NotInitialised(outcome));
    waiting.forEach(call -> call.result.complete(new Result(outcome, now)));
    running.values().forEach(call -> call.result.complete(new Result(outcome, now)));
  }

  boolean isOver() {
    return end != null;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(ROOT.length());
      String route =
          exchange.getRequestMethod() + " " + path.replaceFirst("/[0-9a-f-]{36}/", "/*/");
      switch (route) {
        case "GET invocation/next" -> next(exchange);
        case "POST invocation/*/response" -> answered(exchange, path.split("/")[1]);
        case "POST invocation/*/error" -> failed(exchange, path.split("/")[1]);
        case "POST init/error", "POST restore/error" -> {
          over(Errors.of(body(exchange)));
          accept(exchange);
        }
        case "GET restore/next" -> {
          checkpointed.complete(System.nanoTime());
          restored.await();
          reply(exchange, 200, new byte[0]);
        }
        default -> reply(exchange, 404, new byte[0]);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    initialised.complete(System.nanoTime());
    Call call = waiting.take();
    running.put(call.requestId, call);
    call.headers.forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", call.requestId);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    call.handedOver.complete(System.nanoTime());
    reply(exchange, 200, call.event);
  }

  private void answered(HttpExchange exchange, String requestId) throws IOException {
    byte[] payload = body(exchange);
    long at = System.nanoTime();
    if (payload.length > LARGEST) {
      Failed failure = Errors.tooLarge(LARGEST);
      over(failure); // The client ends after this answer, and waiting calls fail.
      reply(exchange, 413, "{}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    if (finish(requestId, new Result(new Answered(payload), at))) {
      accept(exchange);
    } else {
      reply(exchange, 400, "{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  private void failed(HttpExchange exchange, String requestId) throws IOException {
    Failed failure = Errors.of(body(exchange));
    if (finish(requestId, new Result(failure, System.nanoTime()))) {
      accept(exchange);
    } else {
      reply(exchange, 400, "{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  private boolean finish(String requestId, Result result) {
    Call call = running.remove(requestId);
    return call != null && call.result.complete(result);
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    return exchange.getRequestBody().readAllBytes();
  }

  private static void accept(HttpExchange exchange) throws IOException {
    reply(exchange, 202, "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
