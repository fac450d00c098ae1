package oo.bench;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import oo.contract.Json;
import oo.images.lambda.Invocation;
import tools.jackson.databind.JsonNode;

/**
 * A function's response to API Gateway.
 *
 * @param headers by lower-case name, the values of one name joined
 */
record GatewayResponse(Map<String, String> headers, String body) {

  /**
   * @throws IllegalStateException when the call has no answer, or one other than 200
   */
  static GatewayResponse of(Invocation call) {
    JsonNode tree = Json.mapper().readTree(call.text());
    if (tree.path("statusCode").asInt(0) != 200) {
      throw new IllegalStateException(call.text() + "\n" + call.log());
    }
    var headers = new TreeMap<String, String>();
    tree.path("headers")
        .properties()
        .forEach(h -> headers.put(lower(h.getKey()), h.getValue().asString("")));
    tree.path("multiValueHeaders")
        .properties()
        .forEach(h ->
            headers.put(
                lower(h.getKey()),
                String.join("\n", h.getValue().valueStream().map(JsonNode::asString).toList())));
    return new GatewayResponse(headers, tree.path("body").asString(""));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
