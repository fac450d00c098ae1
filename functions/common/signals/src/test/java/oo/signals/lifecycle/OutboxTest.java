package oo.signals.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutboxTest {

  @Test
  void aRefusalNamesWhatIsOnItsWayAndStaysShort() {
    assertThat(Outbox.notEmpty(List.of("Water the plants", "Call")).detail())
        .contains("“Water the plants”, “Call”. oO");
    assertThat(Outbox.notEmpty(Collections.nCopies(50, "x")).detail()).doesNotContain("more.");
    assertThat(Outbox.notEmpty(Collections.nCopies(10_000, "x")).detail())
        .contains(" and 9950 more. oO")
        .hasSizeLessThan(500);
  }
}
