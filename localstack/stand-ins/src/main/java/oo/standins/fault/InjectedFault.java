package oo.standins.fault;

import org.jspecify.annotations.Nullable;

/**
 * A fault, and the requests that it applies to.
 *
 * @param times applies to so many more requests; null until it is cleared
 * @param path applies to paths that begin so; null for all
 * @param command applies to this sync command, or to token requests of this {@code grant_type};
 *     null for all
 * @param millis how long {@code SLOW}, {@code HANG} and {@code TIMEOUT_AFTER_COMMIT} wait
 * @param retryAfter in seconds, of {@code TOO_MANY_REQUESTS} and {@code UNAVAILABLE}
 */
public record InjectedFault(
    FaultKind kind,
    @Nullable Integer times,
    @Nullable String path,
    @Nullable String command,
    Integer millis,
    Integer retryAfter) {
  /** {@code millis} is 60,000 and {@code retryAfter} 30 when they are left out of JSON. */
  public InjectedFault {
    millis = millis == null ? Integer.valueOf(60_000) : millis;
    retryAfter = retryAfter == null ? Integer.valueOf(30) : retryAfter;
    if (kind == null
        || (times != null && times < 1)
        || millis < 0
        || millis > 600_000
        || retryAfter < 0) {
      throw new IllegalArgumentException(
          "kind is required, times at least 1, millis 0 to 600000, retry_after not negative");
    }
  }

  /** Applies to every request, until it is cleared. */
  public static InjectedFault of(FaultKind kind) {
    return new InjectedFault(kind, null, null, null, 60_000, 30);
  }

  public InjectedFault times(int next) {
    return new InjectedFault(kind, next, path, command, millis, retryAfter);
  }

  public InjectedFault onPath(String prefix) {
    return new InjectedFault(kind, times, prefix, command, millis, retryAfter);
  }

  public InjectedFault onCommand(String type) {
    return new InjectedFault(kind, times, path, type, millis, retryAfter);
  }

  public InjectedFault millis(int wait) {
    return new InjectedFault(kind, times, path, command, wait, retryAfter);
  }

  public InjectedFault retryAfter(int seconds) {
    return new InjectedFault(kind, times, path, command, millis, seconds);
  }
}
