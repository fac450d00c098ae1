package oo.completetip.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a delivery waits before it is tried again, and when it is given up. */
final class RetryPolicy {
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);
  private static final Duration GIVE_UP = Duration.ofDays(7);

  private RetryPolicy() {}

  /**
   * Our wait, which doubles with every try, or the provider's if that is longer; a day at most.
   *
   * @param attempts so far, at least one
   * @param asked null when the provider did not say
   */
  static Duration next(int attempts, @Nullable Duration asked) {
    Duration own =
        shorter(LONGEST_WAIT, SHORTEST_WAIT.multipliedBy(1L << Math.min(attempts - 1, 9)));
    return asked == null || asked.compareTo(own) < 0 ? own : shorter(asked, LONGEST_ASKED);
  }

  static boolean over(Duration age) {
    return age.compareTo(GIVE_UP) > 0;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
