package oo.images.training;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An image's command, started as Lambda starts it, and the part of the Runtime API that a function
 * needs to answer calls (AWS: "Using the Lambda runtime API for custom runtimes"). One call runs at
 * a time.
 */
final class ImageProcess implements AutoCloseable {
  private static final String ROOT = "/2018-06-01/runtime/";

  private final String function;
  private final RuntimeApi api;
  private final TrainedProcess process;

  private ImageProcess(String function, RuntimeApi api, TrainedProcess process) {
    this.function = function;
    this.api = api;
    this.process = process;
  }

  /**
   * @param settings the function's own environment
   */
  static ImageProcess start(String function, List<String> command, Map<String, String> settings) {
    var api = new RuntimeApi(function);
    try {
      return new ImageProcess(
          function,
          api,
          TrainedProcess.start(
              function, command, LambdaEnvironment.of(function, settings, api.http.address())));
    } catch (UncheckedIOException e) {
      api.http.close();
      throw e;
    }
  }

  /**
   * Calls the function and waits for its answer.
   *
   * @throws IllegalStateException when it does not answer; the message has the reason and the log
   */
  void call(byte[] event) {
    CompletableFuture<String> failure = api.offer(event);
    process
        .process
        .onExit()
        .thenAccept(ended -> failure.complete("Exited with " + ended.exitValue()));
    String reason;
    try {
      reason = failure.get(TrainedProcess.LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      reason = "no answer after " + TrainedProcess.LONGEST;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reason = "interrupted";
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    if (!reason.isEmpty()) {
      throw new IllegalStateException(function + ": " + reason + "\n" + process.written());
    }
  }

  /** Ends the process, at which the JVM writes its cache; returns what it wrote. */
  String stop() {
    return process.stop();
  }

  @Override
  public void close() {
    process.close();
    api.http.close();
  }

  /** Hands out events, and takes one result for each. */
  private static final class RuntimeApi {
    /**
     * @param failure empty when the function answered
     */
    private record Call(byte[] event, CompletableFuture<String> failure) {}

    private final String function;
    private final LinkedBlockingQueue<Call> waiting = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Call> running = new LinkedBlockingQueue<>();
    final LoopbackHttp http = new LoopbackHttp(ROOT, this::serve);

    RuntimeApi(String function) {
      this.function = function;
    }

    CompletableFuture<String> offer(byte[] event) {
      var call = new Call(event, new CompletableFuture<>());
      waiting.add(call);
      return call.failure();
    }

    private void serve(HttpExchange exchange) throws IOException {
      try (exchange) {
        String path = exchange.getRequestURI().getPath().substring(ROOT.length());
        switch (path.replaceFirst("/[0-9a-f-]{36}/", "/*/")) {
          case "invocation/next" -> next(exchange);
          case "invocation/*/response" -> end(exchange, running.take(), false);
          case "invocation/*/error" -> end(exchange, running.take(), true);
          case "init/error" -> end(exchange, waiting.take(), true);
          default -> exchange.sendResponseHeaders(404, -1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
      Call call = waiting.take();
      running.add(call);
      Instant now = Instant.now();
      String id = UUID.randomUUID().toString().replace("-", "");
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", "application/json");
      headers.set("Lambda-Runtime-Aws-Request-Id", UUID.randomUUID().toString());
      headers.set(
          "Lambda-Runtime-Deadline-Ms",
          String.valueOf(now.plus(TrainedProcess.LONGEST).toEpochMilli()));
      headers.set(
          "Lambda-Runtime-Invoked-Function-Arn",
          "arn:aws:lambda:" + LambdaEnvironment.REGION + ":000000000000:function:" + function);
      headers.set(
          "Lambda-Runtime-Trace-Id",
          "Root=1-%08x-%s;Parent=%s;Sampled=0"
              .formatted(now.getEpochSecond(), id.substring(0, 24), id.substring(8, 24)));
      exchange.sendResponseHeaders(200, call.event().length);
      exchange.getResponseBody().write(call.event());
    }

    private static void end(HttpExchange exchange, Call call, boolean failed) throws IOException {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] accepted = "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(202, accepted.length);
      exchange.getResponseBody().write(accepted);
      call.failure().complete(failed ? body : "");
    }
  }
}
