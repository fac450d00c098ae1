package oo.host.base;

import java.time.Duration;

/**
 * Waits between tries: a random part of a limit that doubles with every failure (full jitter), so
 * that what failed together is not tried again together.
 *
 * @param first limit
 * @param longest limit
 */
public record Backoff(Duration first, Duration longest) {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration LONGEST_SPREAD = Duration.ofMinutes(1);

  /**
   * @param failures before this one
   * @return at least a second
   */
  public Duration after(int failures) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures, 20));
    return upTo(doubled.compareTo(longest) < 0 ? doubled : longest);
  }

  /** What was asked for, and up to a tenth more, at most a minute. */
  public static Duration notBefore(Duration asked) {
    Duration spread = asked.dividedBy(10);
    return asked.plus(upTo(spread.compareTo(LONGEST_SPREAD) < 0 ? spread : LONGEST_SPREAD));
  }

  private static Duration upTo(Duration limit) {
    long millis = limit.toMillis() - LEAST.toMillis();
    return millis <= 0 ? LEAST : LEAST.plusMillis(Randomness.shared().nextLong(millis + 1));
  }
}
