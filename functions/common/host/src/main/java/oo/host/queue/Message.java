package oo.host.queue;

import java.util.Map;
import oo.contract.Json;
import oo.host.base.Invocation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A hint that there is something to do; it carries ids, never the truth, which is a row. On the
 * wire it is {@code {"schema": 1, "traceparent": "...", "hint": {...}}}.
 *
 * @param id the queue's own id of this message, for partial failures
 * @param body as received
 */
public record Message(String id, String body) {
  private static final int SCHEMA = 1;

  /** The wire form of a hint, with the trace of the call that sends it. */
  public static String bodyOf(Object hint) {
    return bodyOf(hint, Invocation.trace().traceparent());
  }

  /** The wire form of a hint that continues a trace which a row kept. */
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
   * @throws Unreadable when it is malformed or of a schema that this version does not know; such a
   *     message fails until it reaches the dead letters, where a newer version can read it
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
