package oo.standins.todoist;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import oo.standins.fault.StandInClock;

/**
 * How often a user may sync: within any 15 min 1,000 times partially and 100 times in full.
 * Forgotten at a restart.
 */
final class SyncLimits {

  static final Duration WINDOW = Duration.ofMinutes(15);

  private final StandInClock clock;
  private final Map<String, Deque<Instant>> partials = new HashMap<>();
  private final Map<String, Deque<Instant>> fulls = new HashMap<>();
  private int partialLimit = 1_000;
  private int fullLimit = 100;

  SyncLimits(StandInClock clock) {
    this.clock = clock;
  }

  /** Sets other limits and forgets what was counted. */
  synchronized void set(int partial, int full) {
    partialLimit = partial;
    fullLimit = full;
    partials.clear();
    fulls.clear();
  }

  synchronized int partialLimit() {
    return partialLimit;
  }

  synchronized int fullLimit() {
    return fullLimit;
  }

  /** Counts one sync, or refuses it with 429. */
  synchronized void count(String userId, boolean full) {
    Instant now = clock.instant();
    Deque<Instant> times =
        (full ? fulls : partials).computeIfAbsent(userId, _ -> new ArrayDeque<>());
    while (!times.isEmpty() && !times.peekFirst().isAfter(now.minus(WINDOW))) {
      times.removeFirst();
    }
    int limit = full ? fullLimit : partialLimit;
    if (times.size() >= limit) {
      Instant free = times.isEmpty() ? now.plus(WINDOW) : times.peekFirst().plus(WINDOW);
      throw TodoistError.tooMany(Math.max(1, Duration.between(now, free).toSeconds() + 1));
    }
    times.addLast(now);
  }
}
