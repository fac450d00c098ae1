package oo.host.queue;

import io.opentelemetry.api.trace.SpanContext;
import java.util.LinkedHashMap;
import oo.contract.Json;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A received hint that a row is due. It carries ids; the row is the truth. On the wire it is {@code
 * {"schema": 1, "traceparent": "...", "hint": {...}}}, with {@code tracestate} when the caller sent
 * one.
 *
 * @param id the queue's id of this message, for partial failures
 * @param body as received
 */
public record Message(String id, String body) {
  private static final int SCHEMA = 1;

  /** The wire form of a hint, with the current call's trace. */
  public static String bodyOf(Object hint) {
    return bodyOf(hint, Invocation.trace());
  }

  /** The wire form of a hint, with a trace. */
  public static String bodyOf(Object hint, SpanContext trace) {
    return bodyOf(hint, Trace.traceparent(trace), Trace.tracestate(trace));
  }

  /** The wire form of a hint that continues a row's trace. */
  public static String bodyOf(Object hint, String traceparent) {
    return bodyOf(hint, traceparent, "");
  }

  private static String bodyOf(Object hint, String traceparent, String tracestate) {
    var body = new LinkedHashMap<String, Object>();
    body.put("schema", SCHEMA);
    body.put("traceparent", traceparent);
    if (!tracestate.isEmpty()) {
      body.put("tracestate", tracestate);
    }
    body.put("hint", hint);
    return Json.mapper().writeValueAsString(body);
  }

  /** The span to continue; not valid when the message names none. */
  public SpanContext trace() {
    try {
      JsonNode tree = Json.mapper().readTree(body);
      return Trace.parse(
          tree.path("traceparent").stringValue(null), tree.path("tracestate").stringValue(null));
    } catch (JacksonException e) {
      return SpanContext.getInvalid();
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
