package oo.host.base;

import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import oo.contract.Json;

/**
 * Writes one structured line per call: operation, hashed user, outcome, milliseconds, trace id. No
 * payloads. The form is the same on every platform; docs/platform.md has the table of the fields.
 */
public interface InvocationLog {
  /** Why it failed: exception classes and source lines, or words of oO; nothing of a request. */
  String REASON = "reason";

  /** On Lambda also a metric, 0 or 1. */
  String FAILED = "failed";

  /** What the line itself says, so that no note can replace it. */
  Set<String> OWN = Set.of("at", "operation", "outcome", "ms", "trace", "request", FAILED, "_aws");

  void write(Map<String, Object> line);

  /**
   * Writes what no function can say of itself, e.g. that it took too long.
   *
   * @param outcome in one word, or an HTTP status
   * @param more other fields
   */
  default void event(String operation, Object outcome, Map<String, ?> more) {
    var line = new LinkedHashMap<String, Object>();
    line.put("at", Instant.now().toString());
    line.put("operation", operation);
    line.put("outcome", outcome);
    line.putAll(more);
    write(line);
  }

  /** Whether a line reports a failure: a status from 500, or an outcome other than {@code ok}. */
  static boolean failed(Map<String, Object> line) {
    return switch (line.get("outcome")) {
      case Integer status -> status >= 500;
      case String word -> !word.equals("ok");
      case null, default -> false;
    };
  }

  /** Writes one JSON object per line. */
  static InvocationLog to(PrintStream out) {
    return line -> out.println(Json.mapper().writeValueAsString(line));
  }
}
