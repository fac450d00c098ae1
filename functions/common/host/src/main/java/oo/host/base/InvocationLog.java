package oo.host.base;

import java.io.PrintStream;
import java.util.Map;
import oo.contract.Json;

/**
 * Writes one structured line per call: operation, hashed user, outcome, milliseconds, trace id. No
 * payloads.
 */
public interface InvocationLog {

  void write(Map<String, Object> line);

  /** Writes one JSON object per line. */
  static InvocationLog to(PrintStream out) {
    return line -> out.println(Json.mapper().writeValueAsString(line));
  }
}
