package oo.standins.todoist;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How often a user may sync within any 15 min. Forgotten at a restart. */
final class SyncLimits {
  private static final Duration WINDOW = Duration.ofMinutes(15);

  /** How many syncs. */
  record Limits(int partial, int full) {}

  private record Counted(String userId, boolean full) {}

  private final InstantSource clock;
  private final Map<Counted, Deque<Instant>> syncs = new HashMap<>();
  private Limits limits = new Limits(1_000, 100);

  SyncLimits(InstantSource clock) {
    this.clock = clock;
  }

  /** Sets other limits and forgets the syncs so far. */
  synchronized void set(Limits other) {
    limits = other;
    syncs.clear();
  }

  /** Counts one sync; throws a 429 when there were too many. */
  synchronized void count(String userId, boolean full) {
    Instant now = clock.instant();
    Deque<Instant> times =
        syncs.computeIfAbsent(new Counted(userId, full), _ -> new ArrayDeque<>());
    while (!times.isEmpty() && !times.getFirst().isAfter(now.minus(WINDOW))) {
      times.removeFirst();
    }
    if (times.size() >= (full ? limits.full() : limits.partial())) {
      Instant free = (times.isEmpty() ? now : times.getFirst()).plus(WINDOW);
      throw TodoistError.tooMany(Duration.between(now, free).toSeconds() + 1);
    }
    times.addLast(now);
  }
}
