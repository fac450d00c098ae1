package oo.host.queue;

import java.util.Map;
import oo.contract.Json;
import oo.host.base.Invocation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A received hint that a row is due. It carries ids; the row is the truth. On the wire it is {@code
 * {"schema": 1, "traceparent": "...", "hint": {...}}}.
 *
 * @param id the queue's id of this message, for partial failures
 * @param body as received
 */
public record Message(String id, String body) {
  private static final int SCHEMA = 1;

  /** The wire form of a hint, with the current call's trace. */
  public static String bodyOf(Object hint) {
    return bodyOf(hint, Invocation.trace().traceparent());
  }

  /** The wire form of a hint that continues a row's trace. */
  public static String bodyOf(Object hint, String traceparent) {
    return Json.mapper()
        .writeValueAsString(Map.of("schema", SCHEMA, "traceparent", traceparent, "hint", hint));
  }

  /** The trace to continue; null when the message has none. */
  public @Nullable String traceparent() {
    try {
      JsonNode traceparent = Json.mapper().readTree(body).path("traceparent");
      return traceparent.isString() ? traceparent.stringValue() : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /**
   * The hint.
   *
   * @throws Unreadable when it is malformed or has an unknown schema; the message fails until it
   *     becomes a dead letter, which a newer version can read
   */
  public <T> T hint(Class<T> type) {
    try {
      JsonNode tree = Json.mapper().readTree(body);
      if (tree.path("schema").asInt(0) != SCHEMA || !tree.path("hint").isObject()) {
        throw new Unreadable("expected schema " + SCHEMA);
      }
      return Json.mapper().treeToValue(tree.path("hint"), type);
    } catch (JacksonException e) {
      throw new Unreadable("expected " + type.getSimpleName());
    }
  }

  public static final class Unreadable extends RuntimeException {
    Unreadable(String message) {
      super("Unreadable message: " + message);
    }
  }
}
