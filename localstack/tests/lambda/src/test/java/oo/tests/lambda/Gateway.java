package oo.tests.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import oo.images.lambda.Invocation;
import oo.images.lambda.Outcome;
import oo.images.lambda.Outcome.Answered;
import oo.template.Template;
import oo.template.Template.FunctionResource;
import oo.template.Template.Route;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * API Gateway's REST API in front of the template's functions, Lambda proxy integration: a request
 * becomes an event, and an answer is a response only if it has that integration's form; else 502.
 */
final class Gateway implements AutoCloseable {
  private record Known(Route route, String[] segments, FunctionResource function) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Known> routes = new ArrayList<>();
  private final BiFunction<String, byte[], Invocation> functions;

  private Gateway(HttpServer server, BiFunction<String, byte[], Invocation> functions) {
    this.server = server;
    this.functions = functions;
  }

  /**
   * @param functions calls one by its name with an event
   */
  static Gateway open(Template template, BiFunction<String, byte[], Invocation> functions) {
    try {
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
      var gateway = new Gateway(server, functions);
      for (FunctionResource function : template.functions()) {
        if (function.trigger() instanceof Route route) {
          gateway.routes.add(new Known(route, route.path().split("/", -1), function));
        }
      }
      // A literal segment wins over a parameter.
      gateway.routes.sort(
          Comparator.comparingLong(k -> k.route().path().chars().filter(c -> c == '{').count()));
      server.createContext("/", gateway::serve);
      server.setExecutor(gateway.threads);
      server.start();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String origin() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      for (Known known : routes) {
        Map<String, String> parameters = parameters(known.segments(), path.split("/", -1));
        if (parameters != null && known.route().method().equals(exchange.getRequestMethod())) {
          call(exchange, known, path, parameters, body);
          return;
        }
      }
      reply(exchange, 403, "Missing Authentication Token");
    }
  }

  private void call(
      HttpExchange exchange, Known known, String path, Map<String, String> parameters, byte[] body)
      throws IOException {
    var headers = new TreeMap<String, List<String>>(exchange.getRequestHeaders());
    headers.put("X-Forwarded-For", List.of("127.0.0.1"));
    headers.put("X-Forwarded-Port", List.of("443"));
    headers.put("X-Forwarded-Proto", List.of("https"));
    byte[] event =
        Recorded.bytes(
            Recorded.request(
                known.route(),
                path,
                parameters,
                query(exchange.getRequestURI().getRawQuery()),
                headers,
                body));
    switch (functions.apply(known.function().name(), event).outcome()) {
      case Answered answered -> pass(exchange, answered.text());
      case Outcome.TimedOut late -> reply(exchange, 504, "Endpoint request timed out");
      case Outcome.Failed failed -> reply(exchange, 502, "Internal server error");
      case Outcome.Exited exited -> reply(exchange, 502, "Internal server error");
    }
  }

  private static void pass(HttpExchange exchange, String answer) throws IOException {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(answer);
    } catch (JacksonException e) {
      reply(exchange, 502, "Internal server error");
      return;
    }
    int status = json.path("statusCode").asInt(0);
    if (status < 100 || !(json.path("body").isString() || json.path("body").isMissingNode())) {
      reply(exchange, 502, "Internal server error");
      return;
    }
    for (Map.Entry<String, JsonNode> header : json.path("multiValueHeaders").properties()) {
      header
          .getValue()
          .forEach(v -> exchange.getResponseHeaders().add(header.getKey(), v.asString()));
    }
    json.path("headers")
        .properties()
        .forEach(h -> exchange.getResponseHeaders().set(h.getKey(), h.getValue().asString()));
    // Without binary media types a body said to be base64 is passed on as it stands.
    send(exchange, status, json.path("body").asString("").getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange exchange, int status, String message) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, status, ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static @Nullable Map<String, String> parameters(String[] pattern, String[] segments) {
    if (pattern.length != segments.length) {
      return null;
    }
    var parameters = new LinkedHashMap<String, String>();
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].startsWith("{")) {
        parameters.put(
            pattern[i].substring(1, pattern[i].length() - 1),
            decoded(segments[i].replace("+", "%2B")));
      } else if (!pattern[i].equals(segments[i])) {
        return null;
      }
    }
    return parameters;
  }

  private static Map<String, List<String>> query(@Nullable String raw) {
    var query = new LinkedHashMap<String, List<String>>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query
            .computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
            .add(parts.length == 2 ? decoded(parts[1]) : "");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
