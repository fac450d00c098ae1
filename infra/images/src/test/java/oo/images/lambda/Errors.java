package oo.images.lambda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import oo.images.lambda.Outcome.Failed;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A function's errors as the Runtime API takes them and a caller sees them. */
final class Errors {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Errors() {}

  static Failed of(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode error = JSON.readTree(text);
      var stack = new ArrayList<String>();
      error.path("stackTrace").forEach(frame -> stack.add(frame.asString("")));
      return new Failed(
          error.path("errorType").asString(""),
          error.path("errorMessage").asString(""),
          List.copyOf(stack),
          text);
    } catch (JacksonException e) {
      return new Failed("Runtime.Unknown", "The runtime reported no JSON", List.of(), text);
    }
  }

  static Failed tooLarge(int largest) {
    String message =
        "Response payload size exceeded maximum allowed payload size (" + largest + " bytes).";
    String type = "Function.ResponseSizeTooLarge";
    return new Failed(
        type,
        message,
        List.of(),
        JSON.writeValueAsString(
            JSON.createObjectNode().put("errorMessage", message).put("errorType", type)));
  }
}
