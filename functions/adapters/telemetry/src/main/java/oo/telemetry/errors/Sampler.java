package oo.telemetry.errors;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Lets one report of each kind out in a minute, and a number of all kinds together. So the first of
 * a kind is always reported, and a storm is not.
 */
final class Sampler {
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final LongSupplier nanoTime;
  private final Set<String> admitted = new HashSet<>();
  private long begun;

  /**
   * @param most reports of all kinds in a minute
   */
  Sampler(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  synchronized boolean admits(String kind) {
    long now = nanoTime.getAsLong();
    if (now - begun >= WINDOW) {
      begun = now;
      admitted.clear();
    }
    return admitted.size() < most && admitted.add(kind);
  }
}
