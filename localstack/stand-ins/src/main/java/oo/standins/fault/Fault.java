package oo.standins.fault;

import org.jspecify.annotations.Nullable;

/**
 * A fault and the requests that it is for.
 *
 * @param id given by {@link Faults#add}, 0 before
 * @param kind what happens
 * @param times how many more requests it meets; null until it is cleared
 * @param path only requests whose path begins so; null for every path
 * @param command only requests that carry this sync command, or token requests of this {@code
 *     grant_type}; null for all
 * @param millis how long to wait, where the kind waits
 * @param retryAfter seconds, for {@code TOO_MANY_REQUESTS} and {@code UNAVAILABLE}
 */
public record Fault(
    long id,
    FaultKind kind,
    @Nullable Integer times,
    @Nullable String path,
    @Nullable String command,
    int millis,
    int retryAfter) {

  public static final int DEFAULT_MILLIS = 60_000;
  public static final int DEFAULT_RETRY_AFTER = 30;

  public Fault {
    if (times != null && times < 1) {
      throw new IllegalArgumentException("times must be at least 1");
    }
    if (millis < 0 || millis > 600_000) {
      throw new IllegalArgumentException("millis must be 0 to 600000");
    }
    if (retryAfter < 0) {
      throw new IllegalArgumentException("retry_after must not be negative");
    }
  }

  /** Meets every request until it is cleared; waits 60 s and asks for 30 s where that applies. */
  public static Fault of(FaultKind kind) {
    return new Fault(0, kind, null, null, null, DEFAULT_MILLIS, DEFAULT_RETRY_AFTER);
  }

  public Fault times(int next) {
    return new Fault(id, kind, next, path, command, millis, retryAfter);
  }

  public Fault onPath(String prefix) {
    return new Fault(id, kind, times, prefix, command, millis, retryAfter);
  }

  public Fault onCommand(String type) {
    return new Fault(id, kind, times, path, type, millis, retryAfter);
  }

  public Fault millis(int wait) {
    return new Fault(id, kind, times, path, command, wait, retryAfter);
  }

  public Fault retryAfter(int seconds) {
    return new Fault(id, kind, times, path, command, millis, seconds);
  }

  Fault withId(long given) {
    return new Fault(given, kind, times, path, command, millis, retryAfter);
  }
}
