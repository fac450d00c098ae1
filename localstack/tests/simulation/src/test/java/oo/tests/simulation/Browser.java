package oo.tests.simulation;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.contract.Json;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.http.RoutePattern;
import oo.standins.http.Parameters;
import oo.template.Template;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A browser behind a network that loses requests and answers. */
final class Browser {
  private static final int TRIES = 60;

  private final World world;
  private final String name;
  private final CookieJar cookies = new CookieJar();

  Browser(World world, String name) {
    this.world = world;
    this.name = name;
  }

  record Answer(int status, JsonNode json, String location) {
    String code() {
      return json.path("code").asString("");
    }
  }

  /** Empty when the answer never came; the request may have been served or not. */
  Optional<Answer> send(String method, String pathAndQuery, @Nullable Object body) {
    String[] parts = pathAndQuery.split("\\?", 2);
    var headers = new HashMap<String, List<String>>();
    headers.put("Host", List.of("localhost:8080"));
    headers.put("Origin", List.of(Machine.SITE));
    headers.put("X-OO", List.of("1"));
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Cookie", List.of(cookies.header()));
    if (world.happens(Fault.NETWORK, 0.02)) {
      world.history(name + " lost a request");
      return Optional.empty();
    }
    for (Template.FunctionResource function : world.machine.template.functions()) {
      if (function.trigger() instanceof Template.Route route && route.method().equals(method)) {
        Optional<Map<String, String>> parameters =
            new RoutePattern(route.method(), route.path()).parameters(parts[0]);
        if (parameters.isPresent()) {
          var request =
              new Request(
                  method,
                  parts[0],
                  parameters.get(),
                  Parameters.parse(parts.length > 1 ? parts[1] : "").values(),
                  headers,
                  body == null ? new byte[0] : Json.mapper().writeValueAsBytes(body));
          return receive(function.name(), request);
        }
      }
    }
    throw new IllegalArgumentException(method + " " + parts[0]);
  }

  private Optional<Answer> receive(String function, Request request) {
    Instance.Ran<Reply> ran =
        world.on(
            world.anyInstance(), function + " for " + name, host -> host.handle(function, request));
    Reply reply = ran.result();
    if (reply == null || world.happens(Fault.NETWORK, 0.03)) {
      world.history("  ".repeat(world.running.size()) + name + " got no answer");
      return Optional.empty();
    }
    var answer = answer(reply);
    if (reply.status() >= 500 && !ran.faulty() && !world.locked()) {
      world.violation(
          "no failure without a fault",
          function + " answered " + reply.status() + " " + answer.code() + ": " + world.lastLog());
    }
    if (reply.status() >= 400) {
      world.history(
          "  ".repeat(world.running.size()) + "  -> " + reply.status() + " " + answer.code());
    }
    return Optional.of(answer);
  }

  private Answer answer(Reply reply) {
    String location = "";
    boolean json = false;
    for (Header header : reply.headers()) {
      switch (header.name()) {
        case "Set-Cookie" -> cookies.keep(header.value());
        case "Location" -> location = header.value();
        case "Content-Type" -> json = header.value().contains("json");
        default -> {}
      }
    }
    return new Answer(
        reply.status(),
        json
            ? Json.mapper().readTree(new String(reply.body(), StandardCharsets.UTF_8))
            : Json.mapper().createObjectNode(),
        location);
  }

  /** Until an answer comes. */
  Answer surely(String method, String pathAndQuery, @Nullable Object body) {
    for (int tried = 0; tried < TRIES; tried++) {
      Optional<Answer> answer = send(method, pathAndQuery, body);
      if (answer.isPresent() && answer.get().status() < 500) {
        return answer.get();
      }
      world.pass(java.time.Duration.ofSeconds(2));
    }
    throw new IllegalStateException("No answer to " + method + " " + pathAndQuery);
  }

  void forget() {
    cookies.clear();
  }
}
