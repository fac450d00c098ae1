package oo.connectors;

import java.time.Duration;
import java.time.Instant;
import oo.signals.connection.Lease;

/**
 * The time that a call to a provider may take.
 *
 * @param now when the call begins, by the database's clock; base of relative times such as {@code
 *     expires_in}
 * @param timeout for the whole call; at most the rest of the lease
 */
public record CallDeadline(Instant now, Duration timeout) {

  /** Time reserved for the commit. */
  private static final Duration COMMIT = Duration.ofSeconds(5);

  /** A call under a lease. It ends early enough to commit the result while the lease is held. */
  public static CallDeadline within(Lease lease, Duration atMost) {
    Duration left = lease.left().minus(COMMIT);
    return new CallDeadline(lease.now(), left.compareTo(atMost) < 0 ? left : atMost);
  }

  /**
   * The rest of this deadline, for a call's next request.
   *
   * @param begun {@link System#nanoTime} at the start of the call
   */
  public CallDeadline after(long begun) {
    Duration passed = Duration.ofNanos(System.nanoTime() - begun);
    return new CallDeadline(now.plus(passed), timeout.minus(passed));
  }
}
