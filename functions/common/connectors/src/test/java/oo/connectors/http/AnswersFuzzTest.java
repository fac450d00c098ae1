package oo.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A provider's bytes. */
final class AnswersFuzzTest {
  private static final Duration DAY = Duration.ofDays(1);

  @FuzzTest
  void fields(byte[] input) {
    Fields.of(input).ifPresent(AnswersFuzzTest::read);
  }

  private static void read(Fields fields) {
    for (String field : new String[] {"id", "content", "due", "labels", ""}) {
      String text = fields.text(field, 50);
      if (text != null) {
        assertThat(text.codePointCount(0, text.length())).isLessThanOrEqualTo(50);
        assertThat(text).doesNotContain("\0");
      }
      assertThat(fields.texts(field, 3, 5)).hasSizeLessThanOrEqualTo(3);
      fields.integer(field);
      try {
        String id = fields.id(field);
        assertThat(id == null || (!id.isBlank() && id.length() <= 100)).isTrue();
        fields.flag(field);
      } catch (Fields.Unreadable e) {
        assertThat(e).hasMessage(field + " cannot be read");
      }
      Fields inner = fields.object(field);
      if (inner != null) {
        inner.isEmpty();
      }
    }
  }

  /** What Jackson reads as an object splits into its members; what does not split is none. */
  @FuzzTest
  void parts(byte[] input) {
    var members = new ArrayList<JsonParts.Part>();
    boolean whole = true;
    try {
      var parts = new JsonParts(new ByteArrayInputStream(input), Set.of("items"));
      for (JsonParts.Part part = parts.next(); part != null; part = parts.next()) {
        members.add(part);
      }
    } catch (JsonParts.Malformed e) {
      whole = false;
    }
    Optional<JsonNode> read = Fields.parse(input);
    if (read.orElse(null) instanceof ObjectNode object) {
      assertThat(whole).isTrue();
      for (JsonParts.Part part : members) {
        assertThat(part.value()).isPresent();
        if (!part.element() && part.member().length() > 0) {
          assertThat(object.has(part.member()) || part.member().contains("\\")).isTrue();
        }
      }
    }
    if (!whole) {
      assertThat(read.filter(JsonNode::isObject)).isEmpty();
    }
  }

  @FuzzTest
  void retryAfter(byte[] input) {
    Duration header = RetryAfter.header(new String(input, StandardCharsets.UTF_8), Instant.EPOCH);
    Duration body = RetryAfter.body(Fields.parse(input).orElse(null));
    for (Duration asked : new Duration[] {header, body, RetryAfter.longer(header, body)}) {
      if (asked != null) {
        assertThat(asked).isBetween(Duration.ofMillis(1), DAY);
      }
    }
  }
}
