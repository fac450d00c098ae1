package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafeWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Index 5 out of bounds for length 3                              | Index 5 out of bounds … length 3
          Cannot read properties of undefined (reading 'id')              | Cannot read properties of undefined (reading …
          Cannot invoke "String.length()" because "<local1>" is null      | Cannot invoke … because … is null
          Connection refused                                              | Connection refused
          refused: 203.0.113.7:5432 [2001:db8::7] fe80::1%eth0            | refused: …
          user@example.com does not exist                                 | … not …
          https://oo.example/x?code=abc&state=def failed                  | … failed
          jdbc:postgresql://db/oo?user=oo&password=hunter2 is invalid     | … is invalid
          Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI3In0.c2ln is expired     | … is expired
          Detail: Key (title)=(Divorce) already exists.                   | Detail: Key … already exists.
          Unexpected token 'D', "Divorce, fast" is not valid JSON         | Unexpected token … is not … JSON
          the title "an unclosed error and a closed file                  | …
          the title `null` “null” «null» 'null'                           | …
          {"title": "null", "error": 5}                                   | …
          status=500,token=error                                          | …
          1234 12 1 12345678901                                           | … 12 1 …
          nullable errors Null, (null). [null]                            | … Null, (null). [null]
          \u0435rror errоr                                                | …
          """)
  void onlyKnownWordsAndSmallNumbersAreKept(String text, String kept) {
    assertThat(SafeWords.of(text)).isEqualTo(kept);
  }

  @Test
  void itIsOneShortLineWhateverTheTextIs() {
    assertThat(SafeWords.of(null)).isEmpty();
    assertThat(SafeWords.of("")).isEmpty();
    assertThat(SafeWords.of(" \n\t ")).isEmpty();
    assertThat(SafeWords.of("error\r\nnull\u2028\0error")).isEqualTo("error …");
    assertThat(SafeWords.of("error ".repeat(1_000_000))).hasSizeBetween(200, 300);
    assertThat(SafeWords.of("\"'`".repeat(1_000_000))).hasSizeLessThan(10);
    assertThat(SafeWords.of("x".repeat(1_000_000))).isEqualTo("…");
  }
}
