package oo.host.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.contract.BeginOauthRequest;
import oo.contract.NotNowRequest;
import oo.contract.RecommendRequest;
import oo.contract.SignOutRequest;
import oo.contract.UndoRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonBodyTest {
  private static final String ID = "\"01890a5d-ac96-774b-bcce-b302099a8057\"";
  private static final String TRUE = "{\"everywhere\":true}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        " application/json ",
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        "application/json ; charset=\"utf-8\""
      })
  void jsonIsRead(String type) {
    assertThat(read(type, TRUE.getBytes(UTF_8), SignOutRequest.class))
        .isEqualTo(new SignOutRequest(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "text/json",
        "application/jsonp",
        "application/json-patch+json",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json; boundary=x",
        "application/json, text/plain",
        "application/json;",
        "*/*"
      })
  void anotherTypeIsNotRead(String type) {
    assertRefused(415, "application/json", () -> read(type, TRUE, SignOutRequest.class));
  }

  @Test
  void twoTypesAreNotRead() {
    assertRefused(
        415,
        "application/json",
        () ->
            JsonBody.read(
                TRUE.getBytes(UTF_8),
                Map.of("Content-Type", List.of("application/json", "application/json")),
                "application/json",
                SignOutRequest.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "identity, gzip", "aws-chunked", ""})
  void anEncodedBodyIsNotRead(String encoding) {
    var headers =
        Map.of("Content-Type", List.of("application/json"), "Content-Encoding", List.of(encoding));
    assertRefused(
        415,
        "encoding",
        () ->
            JsonBody.read(TRUE.getBytes(UTF_8), headers, "application/json", SignOutRequest.class));
  }

  @Test
  void aLargeBodyIsNotRead() {
    String spaces = " ".repeat(64 * 1024 - TRUE.length());
    assertThat(read("application/json", TRUE + spaces, SignOutRequest.class).everywhere()).isTrue();
    assertRefused(
        413, "64 KB", () -> read("application/json", TRUE + spaces + " ", SignOutRequest.class));
  }

  static Stream<Arguments> bytesThatAreNoUtf8() {
    return Stream.of(
        arguments("UTF-16, big end first", TRUE.getBytes(UTF_16BE)),
        arguments("UTF-16, little end first", TRUE.getBytes(UTF_16LE)),
        arguments("UTF-16 with a mark", TRUE.getBytes(Charset.forName("UTF-16"))),
        arguments("UTF-32, big end first", TRUE.getBytes(Charset.forName("UTF-32BE"))),
        arguments("UTF-32, little end first", TRUE.getBytes(Charset.forName("UTF-32LE"))),
        arguments("UTF-8 with a mark", ("\uFEFF" + TRUE).getBytes(UTF_8)),
        arguments("Latin 1", context("é").getBytes(ISO_8859_1)),
        arguments("NUL, overlong", withBytes("c080")),
        arguments("slash, overlong in two", withBytes("c0af")),
        arguments("slash, overlong in three", withBytes("e080af")),
        arguments("slash, overlong in four", withBytes("f08080af")),
        arguments("high surrogate", withBytes("eda080")),
        arguments("low surrogate", withBytes("edb080")),
        arguments("surrogate pair, as CESU-8 has it", withBytes("eda0bdedb880")),
        arguments("above the last character", withBytes("f4908080")),
        arguments("five bytes", withBytes("f888808080")),
        arguments("continuation alone", withBytes("80")),
        arguments("cut off", withBytes("e282")),
        arguments("byte that is in no UTF-8", withBytes("ff")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bytesThatAreNoUtf8")
  void onlyUtf8IsRead(String name, byte[] body) {
    assertRefused(400, "", () -> read("application/json", body, RecommendRequest.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud83d",
        "\\ude00",
        "\\uD83D x",
        "\\ud83d\\ud83d\\ude00",
        "\\ude00\\ud83d",
        "\\ud83d\\n",
        "\\ud83d\\\\ude00",
        "\\ud83d\\u0041",
        "\\\\\\ud83d",
        "\\ud83d😀"
      })
  void halfOfAPairIsRefused(String text) {
    assertRefused(
        400, "surrogate", () -> read("application/json", context(text), RecommendRequest.class));
    assertRefused(
        400,
        "surrogate",
        () ->
            read("application/json", "{\"context\":{\"" + text + "\":1}}", RecommendRequest.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud83d\\ude00",
        "😀",
        "\\\\ud83d",
        "\\u00e9\\u0041",
        "\\ud83d\\ude00\\ud83d\\ude00",
        "\\" + "\"\\/"
      })
  void aWholePairIsRead(String text) {
    assertThat(read("application/json", context(text), RecommendRequest.class).context())
        .containsKey("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "5",
        "\"text\"",
        "\"\"",
        "null",
        "true",
        "[{}]",
        "{",
        "{}{}",
        "{} x",
        "nul"
      })
  void whatIsNotOneObjectIsRefused(String body) {
    assertRefused(400, "The body", () -> read("application/json", body, SignOutRequest.class));
  }

  /** Each with the words that name the field and what it must be. */
  static Stream<Arguments> wrongValues() {
    return Stream.of(
        wrong(SignOutRequest.class, "{\"everywhere\":null}", "$.everywhere must be true or false."),
        wrong(
            SignOutRequest.class,
            "{\"everywhere\":\"hush\"}",
            "$.everywhere must be true or false."),
        wrong(SignOutRequest.class, "{\"everywhere\":1}", "$.everywhere must be true or false."),
        wrong(SignOutRequest.class, "{\"everywhere\":[]}", "$.everywhere must be true or false."),
        wrong(
            SignOutRequest.class,
            "{\"hush\":true}",
            "Unknown property in $. It may have everywhere."),
        wrong(SignOutRequest.class, "{\"everywhere\":false,\"everywhere\":true}", "a name twice"),
        wrong(
            BeginOauthRequest.class, "{\"connection_id\":\"\"}", "$.connection_id must be a UUID"),
        wrong(
            BeginOauthRequest.class,
            "{\"connection_id\":\"hush\"}",
            "$.connection_id must be a UUID"),
        wrong(BeginOauthRequest.class, "{\"connectionId\":null}", "It may have connection_id."),
        wrong(UndoRequest.class, "{}", "$.event_id must be a UUID"),
        wrong(UndoRequest.class, "{\"event_id\":null,\"undoes\":" + ID + "}", "$.event_id must be"),
        wrong(UndoRequest.class, "{\"event_id\":" + ID + "}", "$.undoes must be a UUID"),
        wrong(
            UndoRequest.class, "{\"event_id\":" + ID + ",\"undoes\":7}", "$.undoes must be a UUID"),
        wrong(
            NotNowRequest.class,
            "{\"event_id\":" + ID + ",\"until\":1767225600}",
            "$.until must be an RFC 3339 time"),
        wrong(
            NotNowRequest.class,
            "{\"event_id\":" + ID + ",\"until\":\"\"}",
            "$.until must be an RFC 3339 time"),
        wrong(
            NotNowRequest.class,
            "{\"event_id\":" + ID + ",\"until\":\"hush\"}",
            "$.until must be an RFC 3339 time"),
        wrong(RecommendRequest.class, "{\"user_id\":\"\"}", "$.user_id must be a UUID"),
        wrong(RecommendRequest.class, "{\"context\":[]}", "$.context must be an object."),
        wrong(RecommendRequest.class, "{\"context\":\"\"}", "$.context must be an object."),
        wrong(RecommendRequest.class, "{\"seen_notices\":{}}", "$.seen_notices must be an array."),
        wrong(
            RecommendRequest.class,
            "{\"seen_notices\":" + ID + "}",
            "$.seen_notices must be an array."),
        wrong(
            RecommendRequest.class,
            "{\"seen_notices\":[" + ID + ",null]}",
            "$.seen_notices[1] must be a UUID"),
        wrong(
            RecommendRequest.class,
            "{\"seen_notices\":[\"hush\"]}",
            "$.seen_notices[0] must be a UUID"),
        wrong(RecommendRequest.class, "{\"context\":{\"hush\":1,\"hush\":2}}", "a name twice"),
        wrong(
            RecommendRequest.class,
            "{\"context\":{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}}",
            "levels deep"),
        wrong(
            RecommendRequest.class, "{\"context\":{\"a\":" + "9".repeat(99) + "}}", "characters"));
  }

  private static Arguments wrong(Class<?> type, String body, String words) {
    return arguments(body, type, words);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongValues")
  void aWrongValueIsNamedAndNotRepeated(String body, Class<?> type, String words) {
    assertRefused(400, words, () -> read("application/json", body, type));
  }

  @ParameterizedTest
  @CsvSource({"'{}',", "'{\"everywhere\":false}',false", "'{\"everywhere\":true}',true"})
  void anOptionalFlagMayBeAbsent(String body, Boolean everywhere) {
    assertThat(read("application/json", body, SignOutRequest.class).everywhere())
        .isEqualTo(everywhere);
  }

  @Test
  void aNullableValueMayBeNullOrAbsent() {
    var none = new RecommendRequest(null, null, null);
    assertThat(read("application/json", "{}", RecommendRequest.class)).isEqualTo(none);
    assertThat(
            read(
                "application/json",
                "{\"user_id\":null,\"context\":null,\"seen_notices\":null}",
                RecommendRequest.class))
        .isEqualTo(none);
  }

  private static String context(String text) {
    return "{\"context\":{\"a\":\"" + text + "\"}}";
  }

  private static byte[] withBytes(String hex) {
    return HexFormat.of()
        .parseHex(HexFormat.of().formatHex(context("~").getBytes(UTF_8)).replaceFirst("7e", hex));
  }

  private static <T> T read(String type, String body, Class<T> as) {
    return read(type, body.getBytes(UTF_8), as);
  }

  private static <T> T read(String type, byte[] body, Class<T> as) {
    return new Request(
            "POST",
            "/api/anything",
            Map.of(),
            Map.of(),
            type.isEmpty() ? Map.of() : Map.of("content-type", List.of(type)),
            body)
        .json(as);
  }

  private static void assertRefused(
      int status, String words, org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).as(refused.detail()).isEqualTo(status);
              assertThat(refused.detail()).contains(words).doesNotContain("hush");
            });
  }
}
