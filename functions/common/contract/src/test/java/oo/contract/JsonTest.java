package oo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** Which types each JSON value is read as. Each other pair of a value and a type is refused. */
final class JsonTest {
  private enum Letter {
    a,
    b
  }

  /** One property of each type that the contract has. */
  private record Values(
      @Nullable Boolean flag,
      @Nullable Integer count,
      @Nullable Long number,
      @Nullable Double share,
      @Nullable String text,
      @Nullable Letter letter,
      @Nullable UUID id,
      @Nullable Instant at,
      @Nullable List<UUID> ids,
      @Nullable Map<String, Object> object,
      @Nullable Values within) {}

  private static final List<String> TYPES =
      List.of(
          "flag", "count", "number", "share", "text", "letter", "id", "at", "ids", "object",
          "within");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true | flag",
        "false | flag",
        "0 | count number share",
        "-1 | count number share",
        "9999999999 | number share",
        "99999999999999999999 | share",
        "1.0 | share",
        "1e2 | share",
        "\"\" | text",
        "\" \" | text",
        "\"true\" | text",
        "\"1\" | text",
        "\"1.5\" | text",
        "\"null\" | text",
        "\"a\" | text letter",
        "\"A\" | text",
        "\"c\" | text",
        "\"0\" | text",
        "[] | ids",
        "[1] | ``",
        "[\"a\"] | ``",
        "[\"\"] | ``",
        "[[]] | ``",
        "[\"01890a5d-ac96-774b-bcce-b302099a8057\"] | ids",
        "{} | object within",
        "{\"x\":1} | object",
        "{\"count\":\"1\"} | object",
        "\"01890a5d-ac96-774b-bcce-b302099a8057\" | text id",
        "\"01890A5D-AC96-774B-BCCE-B302099A8057\" | text id",
        "\"00000000-0000-0000-0000-000000000000\" | text id",
        "\"1-1-1-1-1\" | text",
        "\"01890a5dac96774bbcceb302099a8057\" | text",
        "\"{01890a5d-ac96-774b-bcce-b302099a8057}\" | text",
        "\"urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057\" | text",
        "\" 01890a5d-ac96-774b-bcce-b302099a8057\" | text",
        "\"01890a5d-ac96-774b-bcce-b302099a805\" | text",
        "\"01890a5d-ac96-774b-bcce-b302099a80570\" | text",
        "\"01890a5d-ac96-774b-bcceb-302099a8057\" | text",
        "\"01890a5d-ac96-774b-bcce-b302099a805g\" | text",
        "\"AYkKXayWd0u8zrMCCZqAVw==\" | text",
        "\"2026-01-31T12:00:00Z\" | text at",
        "\"2026-01-31t12:00:00z\" | text at",
        "\"2026-01-31T12:00:00.123456789Z\" | text at",
        "\"2026-01-31T12:00:00+05:30\" | text at",
        "\"2026-01-31T24:00:00Z\" | text",
        "\"2026-02-30T12:00:00Z\" | text",
        "\"2026-01-31T12:00Z\" | text",
        "\"2026-01-31T12:00:00\" | text",
        "\"2026-01-31 12:00:00Z\" | text",
        "\"2026-01-31\" | text",
        "\"+12026-01-31T12:00:00Z\" | text",
        "\"1767225600\" | text",
        "\"1767225600.5\" | text",
        "NaN | ``",
        "Infinity | ``",
        "01 | ``",
        "+1 | ``",
        ".5 | ``",
        "1. | ``",
        "0x10 | ``",
        "'a' | ``",
        "TRUE | ``",
        "/**/ true | ``",
        "true, | ``",
        "undefined | ``"
      })
  void aValueIsReadAsItsTypesOnly(String value, String types) {
    assertThat(TYPES.stream().filter(type -> isRead(type, value)).collect(Collectors.joining(" ")))
        .isEqualTo(types);
  }

  private static boolean isRead(String type, String value) {
    String document = "{\"" + type + "\":" + value + "}";
    List<Boolean> outcomes =
        Stream.of(Json.mapper(), Json.requests())
            .map(mapper -> {
              try {
                mapper.readValue(document, Values.class);
                return true;
              } catch (JacksonException e) {
                return false;
              }
            })
            .distinct()
            .toList();
    assertThat(outcomes).as("both mappers with " + document).hasSize(1);
    return outcomes.getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"count\":1,\"count\":1}",
        "{\"object\":{\"a\":1,\"a\":2}}",
        "{\"object\":{\"a\":1,\"\\u0061\":2}}",
        "{\"within\":{\"count\":1,\"count\":1}}",
        "{\"count\":1} 2",
        "{\"count\":1}{}",
        "{\"count\":1}]",
        "{\"Count\":1}",
        "{\"count \":1}",
        "{count:1}",
        "{\"count\":1,}",
        "{\"count\":1"
      })
  void whatIsNotOneDocumentOfTheSchemaIsRefused(String document) {
    assertThatThrownBy(() -> Json.mapper().readValue(document, Values.class))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void aCallersDocumentIsBounded() {
    assertThat(deep(Json.MAX_DEPTH - 1)).isNotNull();
    assertThatThrownBy(() -> deep(Json.MAX_DEPTH)).isInstanceOf(JacksonException.class);
    assertThat(number(Json.MAX_NUMBER)).isNotNull();
    assertThatThrownBy(() -> number(Json.MAX_NUMBER + 1)).isInstanceOf(JacksonException.class);
  }

  private static Object deep(int arrays) {
    return Json.requests()
        .readValue(
            "{\"object\":{\"a\":" + "[".repeat(arrays - 1) + "]".repeat(arrays - 1) + "}}",
            Values.class);
  }

  private static Object number(int digits) {
    return Json.requests().readValue("{\"share\":" + "1".repeat(digits) + "}", Values.class);
  }
}
