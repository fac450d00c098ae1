package oo.bench.coldstart.work;

import java.util.List;
import java.util.Map;

/** A request as the gateway passes it on. */
public record Call(
    String method, Map<String, String> path, Map<String, List<String>> headers, String body) {

  String header(String name) {
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
        return header.getValue().getFirst();
      }
    }
    return "";
  }

  /** The cookie's value; empty unless it was sent exactly once. */
  String cookie(String name) {
    String found = "";
    for (String pair : header("Cookie").split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        if (!found.isEmpty()) {
          return "";
        }
        found = pair.substring(equals + 1).strip();
      }
    }
    return found;
  }
}
