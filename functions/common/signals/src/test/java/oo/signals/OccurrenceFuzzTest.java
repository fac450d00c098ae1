package oo.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import oo.host.queue.Message;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.FetchHint;
import oo.signals.hints.RevokeHint;

final class OccurrenceFuzzTest {

  /** A provider's text has one canonical form, which a column can hold. */
  @FuzzTest
  void occurrence(byte[] input) {
    var occurrence = new Occurrence(new String(input, StandardCharsets.UTF_8));

    assertThat(occurrence.text()).isNotEmpty().hasSizeLessThanOrEqualTo(100).doesNotContain("\0");
    assertThat(new Occurrence(occurrence.text())).isEqualTo(occurrence);
  }

  @FuzzTest
  void due(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);

    Due due = DueParser.parse(text, ZoneId.of("Europe/Berlin"));

    assertThat(due == null).isEqualTo(DueParser.parse(" " + text + "\n", ZoneId.of("UTC")) == null);
  }

  @FuzzTest
  void hints(byte[] input) {
    var message = new Message("1", new String(input, StandardCharsets.UTF_8));
    for (Class<?> type : new Class<?>[] {FetchHint.class, DeliverHint.class, RevokeHint.class}) {
      try {
        message.hint(type);
      } catch (Message.Unreadable e) {
        // The message becomes a dead letter.
      }
    }
  }
}
