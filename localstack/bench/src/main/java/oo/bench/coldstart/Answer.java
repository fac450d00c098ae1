package oo.bench.coldstart;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import oo.contract.Json;
import oo.images.training.Operation;
import tools.jackson.databind.JsonNode;

/**
 * What API Gateway makes of a function's answer, for a caller.
 *
 * @param headers by lower-case name, the lines of one name joined
 */
record Answer(int status, Map<String, String> headers, String body) {

  static Answer of(byte[] payload) {
    JsonNode tree = Json.mapper().readTree(payload);
    var headers = new TreeMap<String, String>();
    tree.path("headers")
        .properties()
        .forEach(
            header ->
                headers.put(
                    header.getKey().toLowerCase(java.util.Locale.ROOT),
                    header.getValue().asString("")));
    tree.path("multiValueHeaders")
        .properties()
        .forEach(
            header ->
                headers.put(
                    header.getKey().toLowerCase(java.util.Locale.ROOT),
                    String.join(
                        "\n", header.getValue().valueStream().map(JsonNode::asString).toList())));
    String body = tree.path("body").asString("");
    return new Answer(
        tree.path("statusCode").asInt(0),
        headers,
        tree.path("isBase64Encoded").asBoolean(false)
            ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
            : body);
  }

  /**
   * The same with what differs by nature made equal, byte for byte the rest: a new tip's id, and
   * until when a tap can be undone.
   */
  Answer comparable(Operation operation) {
    String same =
        switch (operation) {
          case RECOMMEND ->
              body.replaceFirst("\"id\":\"[0-9a-f]{8}-[0-9a-f-]{27}\"", "\"id\":\"a new id\"");
          case COMPLETE ->
              body.replaceFirst(
                  "\"undo_until\":\"20[0-9T:.-]+Z\"", "\"undo_until\":\"in ten seconds\"");
        };
    return new Answer(status, headers, same);
  }
}
