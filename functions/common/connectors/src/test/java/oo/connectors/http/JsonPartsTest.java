package oo.connectors.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import oo.connectors.http.JsonParts.Part;
import org.junit.jupiter.api.Test;

final class JsonPartsTest {
  private static final String WHOLE =
      """
      {"token": "a\\"b]", "items": [{"id": "1", "of": {"x": [1, "}"]}}, null , 7,"x]"],
       "full": true,"none":[], "user":{"id":"u"}}
      """;

  @Test
  void membersAndElementsComeOneByOne() {
    assertThat(texts(WHOLE))
        .containsExactly(
            "token \"a\\\"b]\"",
            "items {\"id\": \"1\", \"of\": {\"x\": [1, \"}\"]}}",
            "items null",
            "items 7",
            "items \"x]\"",
            "full true",
            "none []",
            "user {\"id\":\"u\"}");
    assertThat(texts("{}")).isEmpty();
    assertThat(texts("{\"items\":[]}")).isEmpty();
  }

  @Test
  void anAnswerHasAThousandMembersAtMost() {
    String members =
        IntStream.range(0, 1_000).mapToObj(n -> "\"m" + n + "\":1").collect(joining(","));
    assertThat(texts("{" + members + "}")).hasSize(1_000);
    assertThatThrownBy(() -> texts("{" + members + ",\"more\":1}"))
        .isInstanceOf(JsonParts.Malformed.class);
  }

  @Test
  void whatIsCutAnywhereIsMalformed() {
    String whole = WHOLE.strip();
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> texts(cut)).as(cut).isInstanceOf(JsonParts.Malformed.class);
    }
  }

  @Test
  void whatIsNoObjectIsMalformed() {
    for (String other :
        List.of(
            "",
            " ",
            "[]",
            "null",
            "\"ok\"",
            "<html>",
            "\ufeff{}",
            "{\"a\":1}{}",
            "{\"a\":1}x",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":1,\"a\":1}",
            "{\"items\":[1],\"b\":2,\"items\":[]}",
            "{\"items\":[1,]}",
            "{\"items\":[,1]}",
            "{\"items\":[1 2]}",
            "{\"items\":[1}",
            "{a:1}",
            "{\"a\":,}")) {
      assertThatThrownBy(() -> texts(other)).as(other).isInstanceOf(JsonParts.Malformed.class);
    }
  }

  @Test
  void aPartThatIsNoJsonStopsNoOther() {
    var parts =
        parts(
            "{\"items\":[{\"a\" \"b\"},{\"id\":\"\\q\"},"
                + "[".repeat(100_000)
                + "]".repeat(100_000)
                + ",{\"id\":\"good\"}]}");

    assertThat(parts.stream().filter(part -> part.fields().isPresent()))
        .extracting(part -> part.fields().orElseThrow().id("id"))
        .containsExactly("good");
    assertThat(parts).hasSize(4);
  }

  @Test
  void aLongPartIsNotHeld() {
    String fits = "\"" + "x".repeat(JsonParts.LONGEST - 2) + "\"";
    var parts = parts("{\"items\":[\"" + "x".repeat(JsonParts.LONGEST - 1) + "\"," + fits + ",1]}");

    assertThat(parts.get(0).json()).isNull();
    assertThat(parts.get(1).json()).hasSize(JsonParts.LONGEST);
    assertThat(parts.get(2).json()).hasSize(1);
  }

  private static List<String> texts(String json) {
    return parts(json).stream()
        .map(part ->
            part.member()
                + " "
                + new String(part.json() == null ? new byte[0] : part.json(), UTF_8))
        .toList();
  }

  /** Read a byte at a time, so that every boundary of a buffer is met. */
  private static List<Part> parts(String json) {
    InputStream slow =
        new ByteArrayInputStream(json.getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1));
          }
        };
    var all = new ArrayList<Part>();
    var parts = new JsonParts(slow, Set.of("items"));
    for (Part part = parts.next(); part != null; part = parts.next()) {
      all.add(part);
    }
    return all;
  }
}
