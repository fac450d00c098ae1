package oo.host.base;

import java.io.PrintStream;
import java.util.Map;
import oo.contract.Json;

/**
 * One structured line an invocation: operation, user (hashed), outcome, milliseconds, trace id. No
 * payloads.
 */
public interface InvocationLog {

  void write(Map<String, Object> line);

  /** One JSON object a line. */
  static InvocationLog to(PrintStream out) {
    return line -> out.println(Json.mapper().writeValueAsString(line));
  }
}
