package oo.lambda.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;
import tools.jackson.databind.JsonNode;

/**
 * A request through API Gateway's REST API, proxy integration (payload 1.0;
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html).
 * The gateway has decoded path parameters and query; the path is without the stage.
 */
final class ApiEvent {
  private ApiEvent() {}

  static Request request(JsonNode event) {
    String method = event.path("httpMethod").asString("");
    String path = event.path("path").asString("");
    if (method.isEmpty() || !path.startsWith("/api") || event.has("Records")) {
      throw new UnexpectedEvent(
          "Expected a request of a REST API, with httpMethod and a path below /api.");
    }
    var request =
        new Request(
            method,
            path,
            strings(event.path("pathParameters")),
            lists(event, "multiValueQueryStringParameters", "queryStringParameters"),
            lists(event, "multiValueHeaders", "headers"),
            body(event));
    String peer = event.path("requestContext").path("identity").path("sourceIp").asString("");
    return peer.isEmpty() ? request : request.from(peer);
  }

  private static byte[] body(JsonNode event) {
    String body = event.path("body").asString("");
    if (!event.path("isBase64Encoded").asBoolean(false)) {
      return body.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new UnexpectedEvent("The body is said to be base64, and is not.");
    }
  }

  private static Map<String, String> strings(JsonNode object) {
    var strings = new LinkedHashMap<String, String>();
    object.properties().forEach(p -> strings.put(p.getKey(), p.getValue().asString("")));
    return strings;
  }

  /** The repeated values, or where there are none the single ones, as some callers write them. */
  private static Map<String, List<String>> lists(JsonNode event, String repeated, String single) {
    var lists = new LinkedHashMap<String, List<String>>();
    if (event.path(repeated).isObject()) {
      for (Map.Entry<String, JsonNode> entry : event.path(repeated).properties()) {
        var values = new ArrayList<String>();
        entry.getValue().forEach(value -> values.add(value.asString("")));
        lists.put(entry.getKey(), List.copyOf(values));
      }
    } else {
      strings(event.path(single)).forEach((name, value) -> lists.put(name, List.of(value)));
    }
    return lists;
  }

  static Object answer(Reply reply) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (Header header : reply.headers()) {
      headers.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(header.value());
    }
    return Map.of(
        "statusCode",
        reply.status(),
        "multiValueHeaders",
        headers,
        "body",
        new String(reply.body(), StandardCharsets.UTF_8),
        "isBase64Encoded",
        false);
  }
}
