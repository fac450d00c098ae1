package oo.host.once;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.FunctionHost.Registered;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;
import tools.jackson.databind.JsonNode;

/**
 * Calls a function of a host with an event in the form that AWS gives it: of API Gateway's REST API
 * (proxy integration, payload 1.0), of an SQS batch, or of a schedule. Which form is expected comes
 * from the function, never from the event.
 */
public final class Once {
  private final FunctionHost host;

  public Once(FunctionHost host) {
    this.host = host;
  }

  /** What a call came to. */
  public record Outcome(boolean well, Map<String, Object> answer) {}

  /**
   * Calls it.
   *
   * @throws NotItsEvent when there is no such function, or the event is not of its kind
   */
  public Outcome call(String name, JsonNode event) {
    Registered function = host.functions().get(name);
    if (function == null) {
      throw new NotItsEvent(
          "There is no function " + name + "; there are " + host.functions().keySet());
    }
    return switch (function.trigger()) {
      case HTTP -> answered(host.handle(name, request(name, event)));
      case QUEUE -> consumed(host.consume(name, messages(name, event)));
      case SCHEDULE, DEPLOY -> {
        if (event.has("httpMethod") || event.has("Records")) {
          throw new NotItsEvent(name + " is called by a schedule or a deployment.");
        }
        boolean well = host.tick(name);
        yield new Outcome(well, Map.of("ok", well));
      }
    };
  }

  private static Request request(String name, JsonNode event) {
    String method = event.path("httpMethod").asString("");
    String path = event.path("path").asString("");
    if (method.isEmpty() || !path.startsWith("/api")) {
      throw new NotItsEvent(
          name + " is called by an event of a REST API, with httpMethod and path.");
    }
    String body = event.path("body").asString("");
    byte[] bytes =
        event.path("isBase64Encoded").asBoolean(false)
            ? decoded(body)
            : body.getBytes(StandardCharsets.UTF_8);
    var parameters = new LinkedHashMap<String, String>();
    event
        .path("pathParameters")
        .properties()
        .forEach(p -> parameters.put(p.getKey(), p.getValue().asString("")));
    return new Request(
        method,
        path,
        parameters,
        lists(event.path("multiValueQueryStringParameters")),
        lists(event.path("multiValueHeaders")),
        bytes);
  }

  private static byte[] decoded(String body) {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new NotItsEvent("The body is said to be base64, and is not.");
    }
  }

  private static Map<String, List<String>> lists(JsonNode object) {
    var lists = new LinkedHashMap<String, List<String>>();
    object
        .properties()
        .forEach(
            entry -> {
              var values = new ArrayList<String>();
              entry.getValue().forEach(value -> values.add(value.asString("")));
              lists.put(entry.getKey(), values);
            });
    return lists;
  }

  private static Outcome answered(Reply reply) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (Header header : reply.headers()) {
      headers.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(header.value());
    }
    return new Outcome(
        reply.status() < 500,
        Map.of(
            "statusCode",
            reply.status(),
            "multiValueHeaders",
            headers,
            "body",
            new String(reply.body(), StandardCharsets.UTF_8),
            "isBase64Encoded",
            false));
  }

  private static List<Message> messages(String name, JsonNode event) {
    var messages = new ArrayList<Message>();
    for (JsonNode record : event.path("Records")) {
      messages.add(
          new Message(record.path("messageId").asString(""), record.path("body").asString("")));
    }
    if (messages.isEmpty()) {
      throw new NotItsEvent(name + " is called by an SQS batch, with Records.");
    }
    return messages;
  }

  private static Outcome consumed(List<String> failed) {
    return new Outcome(
        failed.isEmpty(),
        Map.of(
            "batchItemFailures", failed.stream().map(id -> Map.of("itemIdentifier", id)).toList()));
  }

  /** Its message holds nothing of the event. */
  public static final class NotItsEvent extends RuntimeException {
    NotItsEvent(String message) {
      super(message);
    }
  }

  /** As JSON. */
  public static String text(Outcome outcome) {
    return Json.mapper().writeValueAsString(outcome.answer());
  }
}
