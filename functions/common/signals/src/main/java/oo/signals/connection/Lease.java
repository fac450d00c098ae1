package oo.signals.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import oo.signals.ConnectionRef;

/**
 * The right to call a connection's provider, until a time. A commit checks it by its fence; a
 * call's time-out is at most what is left of it.
 *
 * @param until by the database's clock
 * @param takenAt by the database's clock
 * @param takenNanos {@link System#nanoTime} before it was asked for: elapsed time is measured, and
 *     this machine's clock is not used
 */
public record Lease(
    ConnectionRef connection,
    UUID owner,
    Instant takenAt,
    Instant until,
    long fence,
    long takenNanos) {

  /** What is left of it; negative when it is over. */
  public Duration left() {
    return Duration.between(now(), until);
  }

  /** The database's clock, as far as this process can tell without asking. */
  public Instant now() {
    return takenAt.plusNanos(System.nanoTime() - takenNanos);
  }
}
