package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofHours(1));

  @Test
  void aWaitIsAnywhereBelowALimitThatDoubles() {
    for (int failures : new int[] {0, 1, 5, 8, 9, 20, 1_000, Integer.MAX_VALUE}) {
      long limit = Math.min(3_600_000, 10_000L << Math.min(failures, 20));
      var waits =
          IntStream.range(0, 2_000)
              .mapToLong(i -> BACKOFF.after(failures).toMillis())
              .summaryStatistics();
      assertThat(waits.getMin()).isBetween(1_000L, 1_000 + limit / 10);
      assertThat(waits.getMax()).isBetween(limit * 9 / 10, limit);
      assertThat(waits.getAverage()).isBetween(limit * 0.4, limit * 0.65);
    }
  }

  @Test
  void whatIsAskedForIsAMinimum() {
    for (Duration asked :
        new Duration[] {
          Duration.ZERO, Duration.ofMillis(20), Duration.ofMinutes(1), Duration.ofDays(1)
        }) {
      for (int i = 0; i < 200; i++) {
        assertThat(Backoff.notBefore(asked))
            .isGreaterThan(asked)
            .isLessThanOrEqualTo(asked.plusMinutes(1));
      }
    }
  }
}
