package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import oo.contract.Json;
import oo.host.base.InvocationLog;
import tools.jackson.databind.JsonNode;

/** What a process wrote, on whatever platform: each line is one JSON document of the same form. */
public final class LogLines {
  private static final List<String> KEYS =
      List.of("VAULT", "KEYS", "SECRET", "PASSWORD", "TOKEN", "Bearer", "__Host-");

  private LogLines() {}

  /**
   * The lines of calls and of events, in their order.
   *
   * @param secrets that must not be in the log
   * @throws AssertionError when a line is anything else: a library's warning, a stack trace, a line
   *     twice, a failure without its reason
   */
  public static List<JsonNode> of(String log, String... secrets) {
    for (String secret : secrets) {
      assertThat(log).doesNotContain(secret);
    }
    KEYS.forEach(key -> assertThat(log).doesNotContain(key));
    List<JsonNode> lines = log.lines().map(LogLines::parsed).toList();
    assertThat(new HashSet<>(lines)).as("no line twice").hasSameSizeAs(lines);
    return lines;
  }

  /** The lines of one operation. */
  public static List<JsonNode> of(String operation, List<JsonNode> lines) {
    return lines.stream()
        .filter(line -> line.path("operation").asString("").equals(operation))
        .toList();
  }

  private static JsonNode parsed(String text) {
    JsonNode line;
    try {
      line = Json.mapper().readTree(text);
    } catch (tools.jackson.core.JacksonException e) {
      throw new AssertionError("No JSON: " + text, e);
    }
    assertThat(line.isObject()).as(text).isTrue();
    assertThat(Instant.parse(line.path("at").asString(""))).as(text).isBefore(Instant.MAX);
    assertThat(line.path("operation").asString("")).as(text).matches("[a-z_]+");
    JsonNode outcome = line.path("outcome");
    assertThat(outcome.isInt() || outcome.isString()).as(text).isTrue();
    if (line.has("trace")) {
      assertThat(line.path("trace").asString()).as(text).matches("[0-9a-f]{32}");
      assertThat(line.path("ms").isNumber()).as(text).isTrue();
      boolean failed = outcome.isInt() ? outcome.asInt() >= 500 : !outcome.asString().equals("ok");
      if (failed) {
        assertThat(line.path(InvocationLog.REASON).asString("")).as(text).isNotBlank();
      }
    }
    return line;
  }
}
