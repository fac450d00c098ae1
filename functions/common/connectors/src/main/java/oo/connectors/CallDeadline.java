package oo.connectors;

import java.time.Duration;
import java.time.Instant;
import oo.host.base.Trace;
import oo.signals.connection.Lease;

/**
 * One call to a provider.
 *
 * @param now by the database's clock, for what is computed from relative times
 * @param timeout for all of it; at most what is left of the lease
 * @param trace sent along as {@code traceparent}
 */
public record CallDeadline(Instant now, Duration timeout, Trace trace) {

  /** Kept back from a lease for committing what the provider said. */
  private static final Duration COMMIT = Duration.ofSeconds(5);

  /**
   * A call under a lease: it ends early enough to commit its answer while the lease is still held.
   */
  public static CallDeadline within(Lease lease, Duration atMost, Trace trace) {
    Duration left = lease.left().minus(COMMIT);
    return new CallDeadline(lease.now(), left.compareTo(atMost) < 0 ? left : atMost, trace);
  }

  /**
   * What is left of this call when one of its requests is over: several share its time.
   *
   * @param begun {@link System#nanoTime} when it began
   */
  public CallDeadline after(long begun) {
    Duration passed = Duration.ofNanos(System.nanoTime() - begun);
    return new CallDeadline(now.plus(passed), timeout.minus(passed), trace);
  }
}
