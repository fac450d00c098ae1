package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import oo.contract.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class LibraryLogsTest {
  private static JsonNode line(String logger, String text, Throwable thrown) {
    var warning = new LogRecord(Level.WARNING, text);
    warning.setLoggerName(logger);
    warning.setThrown(thrown);
    String line = new LibraryLogs.Line().format(warning);
    assertThat(line).endsWith("\n").containsOnlyOnce("\n").doesNotContain("4711");
    assertThat(line.length()).isLessThan(2_000);
    return Json.mapper().readTree(line);
  }

  @Test
  void aWarningIsOneJsonObjectThatQuotesNoExceptionAndNoRequest() {
    var thrown = new IllegalStateException("4711", new StackOverflowError("4711"));

    JsonNode pool = line("com.zaxxer.hikari.pool", "not\n\u001b[2J\"available\"", thrown);
    assertThat(pool.get("text").asString()).isEqualTo("not\n\u001b[2J\"available\"");
    assertThat(pool.get("level").asString()).isEqualTo("WARNING");
    assertThat(pool.get("reason").asString())
        .startsWith("java.lang.IllegalStateException at ")
        .contains(" < java.lang.StackOverflowError at ");

    assertThat(line("org.eclipse.jetty.http.HttpParser", "4711", thrown).has("text")).isFalse();
    assertThat(line("oo", "x".repeat(100_000), thrown).get("text").asString()).hasSize(303);
  }
}
