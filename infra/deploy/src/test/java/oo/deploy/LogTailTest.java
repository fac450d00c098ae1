package oo.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import oo.contract.Json;
import org.junit.jupiter.api.Test;

final class LogTailTest {
  private static LogTail of(String lines) {
    return LogTail.of(Base64.getEncoder().encodeToString(lines.getBytes(UTF_8)));
  }

  private static String line(Map<String, Object> fields) {
    return Json.mapper().writeValueAsString(fields) + "\n";
  }

  @Test
  void whyItFailedIsFoundAmongItsLines() {
    String lines =
        line(Map.of("level", "SEVERE", "logger", "flyway", "text", "Version 9 failed."))
            + line(Map.of("operation", "migrate", "failed", 0, "reason", "no failure"))
            + line(Map.of("operation", "migrate", "failed", 1, "reason", "PSQLException [22012]"))
            + line(Map.of("level", "ERROR", "message", "Task timed out"))
            + line(Map.of("level", "INFO", "message", "INIT_START"))
            + "END RequestId: 1\n{\"cut off";

    assertThat(of(lines).errors())
        .contains("Version 9 failed. PSQLException [22012] Task timed out");
  }

  @Test
  void withoutAFaultThereIsNone() {
    assertThat(of("START\n" + line(Map.of("failed", 0))).errors()).isEmpty();
    assertThat(LogTail.of(null).errors()).isEmpty();
  }
}
