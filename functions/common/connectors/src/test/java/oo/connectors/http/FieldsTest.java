package oo.connectors.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FieldsTest {
  @Test
  void textIsCleanedAndCutWithoutSplittingACharacter() {
    Fields fields =
        fields("{\"a\":\"a\\u0000b\\ud800c\\udc00\\ud83d\\ude00d\",\"long\":\"😀😀😀😀\"}");

    assertThat(fields.text("a", 100)).isEqualTo("abc😀d");
    assertThat(fields.text("a", 4)).isEqualTo("abc😀");
    assertThat(fields.text("a", 3)).isEqualTo("abc");
    assertThat(fields.text("long", 3)).isEqualTo("😀😀😀");
    assertThat(fields.text("long", 4)).isEqualTo("😀😀😀😀");
    assertThat(fields.text("none", 4)).isNull();
  }

  @Test
  void whatCanBeDroppedIsNullAndTheRestIsUnreadable() {
    for (String odd : List.of("7", "1.5", "true", "[]", "{}", "[\"a\"]")) {
      Fields fields = fields("{\"f\":" + odd + "}");
      assertThat(fields.text("f", 9)).as(odd).isNull();
      assertThatThrownBy(() -> fields.needed("f", 9)).isInstanceOf(Fields.Unreadable.class);
      assertThatThrownBy(() -> fields.id("f")).isInstanceOf(Fields.Unreadable.class);
    }
    Fields fields =
        fields("{\"s\":\"x\",\"n\":null,\"mixed\":[\"a\",null,7,{},\"b\",\"c\"],\"big\":1e30}");
    assertThatThrownBy(() -> fields.flag("s")).isInstanceOf(Fields.Unreadable.class);
    assertThatThrownBy(() -> fields.neededObject("s")).isInstanceOf(Fields.Unreadable.class);
    assertThat(fields.object("s")).isNull();
    assertThat(fields.flag("n")).isFalse();
    assertThat(fields.id("n")).isNull();
    assertThat(fields.integer("s")).isNull();
    assertThat(fields.integer("big")).isNull();
    assertThat(fields.texts("mixed", 2, 9)).containsExactly("a", "b");
    assertThat(fields.texts("s", 2, 9)).isEmpty();
  }

  @Test
  void anIdIsNeverChanged() {
    assertThat(fields("{\"id\":\"" + "x".repeat(100) + "\"}").id("id")).hasSize(100);
    for (String odd : List.of("", "  ", "a\\u0000", "a\\ud800", "x".repeat(101))) {
      Fields fields = fields("{\"id\":\"" + odd + "\"}");
      assertThatThrownBy(() -> fields.id("id")).as(odd).isInstanceOf(Fields.Unreadable.class);
    }
  }

  @Test
  void onlyOneDocumentInUtf8IsJson() {
    for (byte[] other :
        List.of(
            "\ufeff{}".getBytes(UTF_8),
            "{}".getBytes(Charset.forName("UTF-16LE")),
            "{}".getBytes(Charset.forName("UTF-16")),
            "{}".getBytes(Charset.forName("UTF-32BE")),
            "{} {}".getBytes(UTF_8),
            "{\"a\":\"\u00e4\"}".getBytes(Charset.forName("ISO-8859-1")),
            "".getBytes(UTF_8),
            "{\"a\":".getBytes(UTF_8),
            ("[" + "{},".repeat(100_000) + "{}]").getBytes(UTF_8),
            ("[".repeat(2000) + "]".repeat(2000)).getBytes(UTF_8))) {
      assertThat(Fields.parse(other)).isEmpty();
    }
  }

  private static Fields fields(String json) {
    return Fields.of(json.getBytes(UTF_8)).orElseThrow();
  }
}
