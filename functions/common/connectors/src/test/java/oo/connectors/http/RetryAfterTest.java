package oo.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:44:37Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "300|300000",
        "300.5|300500",
        "300.|300000",
        ".5|500",
        "+7|7000",
        "  7\t|7000",
        "0.0001|1",
        "86400|86400000",
        "86401|86400000",
        "99999999999999999999999999|86400000",
        "Sun, 06 Nov 1994 08:49:37 GMT|300000",
        "Sun Nov  6 08:49:37 1994|300000",
        "Fri, 31 Dec 9999 23:59:59 GMT|86400000",
      })
  void aWaitIsReadInEveryForm(String header, long millis) {
    assertThat(RetryAfter.header(header, NOW)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "-300.5",
        "soon",
        "1e3",
        "NaN",
        "Infinity",
        "0x10",
        "5d",
        "1.2.3",
        ".",
        "Sun, 06 Nov 1994 08:39:37 GMT",
        "300, 400"
      })
  void whatIsNoWaitIsNone(String header) {
    assertThat(RetryAfter.header(header, NOW)).isNull();
  }

  @Test
  void aLongHeaderIsReadInTime() {
    long begun = System.nanoTime();

    assertThat(RetryAfter.header("1".repeat(300_000) + "x", NOW)).isNull();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void theBodyOfAnErrorMayAskToo() {
    for (String[] asked :
        List.of(
            new String[] {"{\"error_extra\":{\"retry_after\":300}}", "300000"},
            new String[] {"{\"error_extra\":{\"retry_after\":300.5}}", "300500"},
            new String[] {"{\"error_extra\":{\"retry_after\":\"300.5\"}}", "300500"},
            new String[] {"{\"retry_after\":2}", "2000"},
            new String[] {"{\"retry_after\":1e400}", "86400000"},
            new String[] {"{\"retry_after\":" + "9".repeat(400) + "}", "86400000"})) {
      assertThat(body(asked[0])).isEqualTo(Duration.ofMillis(Long.parseLong(asked[1])));
    }
    for (String none :
        List.of(
            "{}",
            "[]",
            "\"300\"",
            "{\"retry_after\":-1}",
            "{\"retry_after\":null}",
            "{\"retry_after\":true}",
            "{\"retry_after\":[1]}",
            "{\"error_extra\":300}")) {
      assertThat(body(none)).as(none).isNull();
    }
  }

  private static @Nullable Duration body(String json) {
    return RetryAfter.body(Fields.parse(json.getBytes()).orElseThrow());
  }
}
