package oo.host.base;

import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import oo.contract.Json;

/**
 * Writes one structured line per call: operation, hashed user, outcome, milliseconds, trace id. No
 * payloads.
 */
public interface InvocationLog {

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

  /** Writes one JSON object per line. */
  static InvocationLog to(PrintStream out) {
    return line -> out.println(Json.mapper().writeValueAsString(line));
  }
}
