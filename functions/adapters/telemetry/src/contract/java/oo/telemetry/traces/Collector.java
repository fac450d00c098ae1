package oo.telemetry.traces;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A collector of OpenTelemetry's on loopback, which parses what it gets. */
public final class Collector implements AutoCloseable {
  /**
   * A span as it was sent.
   *
   * @param parent empty for a root
   * @param text the whole span, for what must not be in it
   */
  public record Seen(
      String name, String kind, String trace, String id, String parent, String text) {}

  /** How it answers. */
  public enum Manner {
    TAKES,
    FAILS,
    HANGS
  }

  public final List<Seen> spans = new CopyOnWriteArrayList<>();
  public final List<String> resources = new CopyOnWriteArrayList<>();
  private final Manner manner;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);

  public Collector(Manner manner) {
    this.manner = manner;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** The value of {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The spans of a trace. */
  public List<Seen> of(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (manner == Manner.HANGS) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (manner == Manner.TAKES) {
      read(body);
    }
    exchange.sendResponseHeaders(manner == Manner.TAKES ? 200 : 500, -1);
    exchange.close();
  }

  private void read(byte[] body) throws InvalidProtocolBufferException {
    for (ResourceSpans some : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      resources.add(some.getResource().toString());
      some.getScopeSpansList().stream()
          .flatMap(scope -> scope.getSpansList().stream())
          .map(Collector::seen)
          .forEach(spans::add);
    }
  }

  private static Seen seen(Span span) {
    var hex = HexFormat.of();
    return new Seen(
        span.getName(),
        span.getKind().name().replace("SPAN_KIND_", ""),
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.toString());
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
