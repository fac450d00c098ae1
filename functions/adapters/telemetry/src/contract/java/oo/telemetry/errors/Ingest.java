package oo.telemetry.errors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import oo.contract.Json;
import tools.jackson.databind.JsonNode;

/**
 * Sentry's ingest endpoint on loopback. It takes envelopes as Sentry documents them and nothing
 * else (develop.sentry.dev/sdk/data-model/envelopes): one that breaks a rule is answered 400 and
 * kept in {@link #faults}.
 */
public final class Ingest implements AutoCloseable {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final int MAX_EVENT = 200_000;

  /** How it answers, after it has read and checked. */
  public enum Mode {
    TAKES,
    REFUSES,
    HANGS
  }

  /**
   * @param text the whole envelope, as it was before compression
   */
  public record Event(String text, JsonNode json) {
    public String tag(String name) {
      return json.path("tags").path(name).asString("");
    }
  }

  public final List<Event> events = new CopyOnWriteArrayList<>();
  public final List<String> faults = new CopyOnWriteArrayList<>();
  public final AtomicInteger connections = new AtomicInteger();
  public volatile Mode mode = Mode.TAKES;
  private final HttpServer server;

  public Ingest() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public String dsn() {
    return "http://" + KEY + "@127.0.0.1:" + server.getAddress().getPort() + "/42";
  }

  private void answer(HttpExchange exchange) throws IOException {
    connections.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status = 200;
    try {
      Event event = read(exchange, body);
      if (mode == Mode.TAKES) {
        events.add(event);
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      faults.add(String.valueOf(e));
      status = 400;
    }
    try (exchange) {
      if (mode == Mode.HANGS) {
        Thread.sleep(60_000);
      }
      byte[] said = "{}".getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(mode == Mode.REFUSES ? 503 : status, said.length);
      exchange.getResponseBody().write(said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Event read(HttpExchange exchange, byte[] body) throws IOException {
    must(exchange.getRequestMethod().equals("POST"), "POST");
    must(exchange.getRequestURI().toString().equals("/api/42/envelope/"), "the path");
    must(header(exchange, "Content-Type").equals("application/x-sentry-envelope"), "the type");
    must(header(exchange, "Content-Encoding").equals("gzip"), "gzip");
    must(
        header(exchange, "X-Sentry-Auth")
            .matches(
                "Sentry sentry_version=7,sentry_client=sentry\\.java/[\\d.]+,sentry_key=" + KEY),
        "the key");
    for (String name : List.of("sentry-trace", "baggage", "traceparent", "tracestate", "Cookie")) {
      must(exchange.getRequestHeaders().get(name) == null, "no header " + name);
    }
    byte[] plain;
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      plain = gzip.readNBytes(MAX_EVENT + 1);
    }
    must(plain.length <= MAX_EVENT, "at most " + MAX_EVENT + " bytes");
    return envelope(plain);
  }

  private static String header(HttpExchange exchange, String name) {
    List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
    must(values.size() == 1, "one header " + name);
    return values.getFirst();
  }

  private static Event envelope(byte[] plain) {
    int end = line(plain, 0);
    JsonNode header = object(plain, 0, end);
    must(keysOf(header, "event_id", "sdk", "sent_at"), "the envelope's header");
    String id = header.path("event_id").asString();
    must(id.matches("[0-9a-f]{32}"), "an id");
    Instant.parse(header.path("sent_at").asString());

    int at = end + 1;
    end = line(plain, at);
    JsonNode item = object(plain, at, end);
    must(keysOf(item, "type", "length", "content_type", "filename"), "the item's header");
    must(item.path("type").asString().equals("event"), "an event");
    at = end + 1;
    int length = item.path("length").asInt(-1);
    must(length > 0 && at + length <= plain.length, "the item's length");
    JsonNode event = object(plain, at, at + length);
    at += length;
    must(at == plain.length || plain[at] == '\n' && at + 1 == plain.length, "one item");

    must(event.path("event_id").asString().equals(id), "one id");
    must(event.path("timestamp").isString() || event.path("timestamp").isNumber(), "a timestamp");
    must(event.path("exception").path("values").size() > 0, "exceptions");
    must(
        keysOf(
            event,
            "event_id",
            "timestamp",
            "platform",
            "level",
            "transaction",
            "release",
            "environment",
            "exception",
            "tags",
            "contexts",
            "sdk"),
        "no other member");
    return new Event(new String(plain, StandardCharsets.UTF_8), event);
  }

  private static boolean keysOf(JsonNode object, String... allowed) {
    var keys = new ArrayList<>(object.propertyNames());
    keys.removeAll(Arrays.asList(allowed));
    must(keys.isEmpty(), "no " + keys);
    return true;
  }

  private static int line(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    throw new AssertionError("a line's end");
  }

  private static JsonNode object(byte[] bytes, int from, int to) {
    JsonNode json =
        Json.mapper().readTree(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    must(json.isObject(), "an object");
    return json;
  }

  private static void must(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("It must be so: " + what);
    }
  }

  /** What an event's exceptions say, the root cause first. */
  public static List<Map.Entry<String, String>> told(Event event) {
    return event.json().path("exception").path("values").values().stream()
        .map(one -> Map.entry(one.path("type").asString(), one.path("value").asString("")))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
