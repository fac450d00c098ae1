package oo.signals.connection;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.List;
import oo.host.base.Backoff;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/**
 * When connections are read: every five minutes while the person is here, every six hours
 * otherwise, at once when the person asks. After a failure the wait's limit doubles, from a minute
 * to six hours.
 */
public final class ReadSchedule {
  /** A person who asked for a page within this time is here. */
  private static final Duration HERE = Duration.ofMinutes(30);

  private static final Duration SOON = Duration.ofMinutes(5);
  private static final Duration SOON_SPREAD = Duration.ofSeconds(30);
  private static final Duration LATE = Duration.ofHours(5).plusMinutes(30);
  private static final Duration LATE_SPREAD = Duration.ofHours(1);

  /** Each connection is read in full once a week, spread over its last day. */
  private static final Duration FULL = Duration.ofDays(7);

  private static final Duration FULL_SPREAD = Duration.ofDays(1);
  private static final Duration LONGEST_RETRY = Duration.ofHours(6);
  private static final Backoff RETRIES = new Backoff(Duration.ofMinutes(1), LONGEST_RETRY);

  private final ConnectionStore connections;

  public ReadSchedule(ConnectionStore connections) {
    this.connections = connections;
  }

  /**
   * Notes that a connection was read, releases its lease and sets when to read it next. A due time
   * that the person asked for during the reading stays.
   */
  public void read(Transaction tx, Lease lease, Read read) {
    double spread = spread(lease.connection());
    connections.read(
        tx,
        lease,
        read,
        HERE,
        SOON.plus(part(SOON_SPREAD, spread)),
        LATE.plus(part(LATE_SPREAD, spread)),
        FULL.minus(part(FULL_SPREAD, spread)));
  }

  /**
   * What a reading leaves on the connection.
   *
   * @param cursor where the next reading goes on
   * @param full everything was read
   * @param unreadable items that could not be read
   * @param healed differences between a full reading and what was stored
   */
  public record Read(String cursor, boolean full, int unreadable, int healed) {}

  /**
   * Notes that a connection could not be read, releases its lease and sets when to try again.
   *
   * @param attempts before, as the row said when the lease was taken
   * @param error in words for a person
   * @param retryAfter how long the provider asks to wait; null when it does not
   */
  public void failed(
      Transaction tx, Lease lease, int attempts, String error, @Nullable Duration retryAfter) {
    Duration wait = retryAfter == null ? RETRIES.after(attempts) : Backoff.notBefore(retryAfter);
    connections.readingFailed(tx, lease, error, retryAfter, wait);
  }

  /** Releases the lease of a reading that was neither made nor failed: its grant was refused. */
  public void notRead(Transaction tx, Lease lease) {
    connections.notRead(tx, lease);
  }

  /**
   * Notes that a connection holds more than oO reads, and releases its lease. It is tried again in
   * six hours, or when the person asks.
   *
   * @param error in words for a person
   */
  public void tooLarge(Transaction tx, Lease lease, String error) {
    connections.readingFailed(tx, lease, error, null, LONGEST_RETRY);
  }

  /**
   * Defers a reading that is due while the lease is held.
   *
   * @return false when it is not due: there is nothing to come back for
   */
  public boolean defer(Transaction tx, ConnectionRef ref, Duration wait) {
    return connections.deferReading(tx, ref, wait);
  }

  /**
   * Claims connections that are due and not hinted at, those that wait longest first. Two callers
   * at once get different ones.
   *
   * @param wait until their hint arrives
   */
  public List<ConnectionRef> claimDue(Transaction tx, int limit, Duration wait) {
    return connections.claimDue(tx, limit, wait);
  }

  /**
   * Makes a user's live connections due, at once or when their provider allows it again.
   *
   * @return those to send a hint of; one that was hinted at a moment ago has it still
   */
  public List<ConnectionRef> makeDue(Transaction tx, UserId user, SpanContext trace) {
    return connections.makeDue(tx, user, trace);
  }

  /** Makes a connection due at once; the schedule finds it. */
  public void dueNow(Transaction tx, ConnectionRef ref) {
    connections.dueNow(tx, ref);
  }

  /** From 0 to 1, the same for a connection each time: keeps those that began together apart. */
  private static double spread(ConnectionRef ref) {
    long random = ref.connection().value().getLeastSignificantBits() & 0xFFFF;
    return random / 65_536.0;
  }

  private static Duration part(Duration whole, double share) {
    return Duration.ofMillis(Math.round(whole.toMillis() * share));
  }
}
