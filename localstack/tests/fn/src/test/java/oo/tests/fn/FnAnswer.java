package oo.tests.fn;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import tools.jackson.databind.JsonNode;

/**
 * What a container answered on its socket.
 *
 * @param fnStatus by which Fn judges the call
 * @param headers names without regard to case
 */
record FnAnswer(int fnStatus, Map<String, List<String>> headers, byte[] body) {

  /** What Fn's HTTP gateway would answer. */
  int status() {
    return Integer.parseInt(headers.getOrDefault("Fn-Http-Status", List.of("0")).getFirst());
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  JsonNode json() {
    return Json.mapper().readTree(body);
  }
}
