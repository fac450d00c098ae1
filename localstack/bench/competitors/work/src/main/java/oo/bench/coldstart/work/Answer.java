package oo.bench.coldstart.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A reply for the gateway. */
public record Answer(int status, Map<String, List<String>> headers, String body) {
  static Answer json(int status, String body) {
    var headers = new LinkedHashMap<String, List<String>>();
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Cache-Control", List.of("no-store"));
    headers.put("X-Content-Type-Options", List.of("nosniff"));
    return new Answer(status, headers, body);
  }
}
