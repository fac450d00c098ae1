package oo.completetip.delivery;

import java.time.Duration;
import oo.host.base.Backoff;
import org.jspecify.annotations.Nullable;

/** How long a delivery waits before it is tried again, and when it is given up. */
final class RetryPolicy {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), Duration.ofHours(1));
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);
  private static final Duration GIVE_UP = Duration.ofDays(7);

  private RetryPolicy() {}

  /** Retried without success, also by a sender that died each time. */
  private static final Duration STUCK = GIVE_UP.plusDays(1);

  /**
   * Our wait, or the provider's if that is longer; a day at most, and a minute.
   *
   * @param attempts so far, at least one
   * @param asked null when the provider did not say
   */
  static Duration next(int attempts, @Nullable Duration asked) {
    Duration own = BACKOFF.after(attempts - 1);
    return asked == null || asked.compareTo(own) < 0
        ? own
        : Backoff.notBefore(asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED);
  }

  static boolean over(Duration age) {
    return age.compareTo(GIVE_UP) > 0;
  }

  /** Whether it is given up before another try. */
  static boolean stuck(Duration age) {
    return age.compareTo(STUCK) > 0;
  }
}
