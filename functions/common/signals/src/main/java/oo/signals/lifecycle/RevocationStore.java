package oo.signals.lifecycle;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import oo.host.base.Trace;
import oo.host.health.Waiting;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;

/** The table revocation. A row goes with its connection. */
public final class RevocationStore {

  /**
   * @param overdue the connection is purged now, whether its grant is revoked or not
   * @param attempts that failed or broke off
   * @param brokeOff how many of the last ones ended without a result, as by a crash
   */
  public record Due(String provider, boolean overdue, int attempts, int brokeOff, Instant now) {}

  /**
   * Makes the grant of an ended connection due to be revoked, for 24 hours at most.
   *
   * @param in until it is due; its hint is sent now when that is zero
   */
  void add(Transaction tx, ConnectionRef ref, Duration in, SpanContext trace) {
    tx.sql(
            """
            insert into revocation (user_id, connection_id, due_at, hinted_at, purge_at, traceparent)
            values (:user, :connection, oo_now() + :in * interval '1 millisecond',
                    case when :in = 0 then oo_now() end, oo_now() + interval '24 hours', :traceparent)
            on conflict do nothing
            """)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .param("in", in.toMillis())
        .param("traceparent", Trace.traceparent(trace))
        .update();
  }

  void dueNow(Transaction tx, ConnectionRef ref) {
    tx.sql(
            """
            update revocation set due_at = oo_now(), hinted_at = null
            where user_id = ? and connection_id = ?
            """)
        .params(ref.user().value(), ref.connection().value())
        .update();
  }

  /** Grants that are not revoked yet. */
  public Waiting waiting(Sql db) {
    return Waiting.of(
        db, "revocations", "select due_at as since, due_at as due from revocation order by due_at");
  }

  /** Finds the revocation of a connection that is ended, if it is due. */
  public Optional<Due> due(Sql db, ConnectionRef ref) {
    return db.sql(
            """
            select c.provider, r.purge_at <= oo_now() as overdue, r.attempts, r.unfinished, oo_now() as now
            from revocation r join connection c using (user_id, connection_id)
            where r.user_id = ? and r.connection_id = ? and r.due_at <= oo_now() and c.state = 'ended'
            """)
        .params(ref.user().value(), ref.connection().value())
        .query((row, n) ->
            new Due(
                row.getString("provider"),
                row.getBoolean("overdue"),
                row.getInt("attempts"),
                row.getInt("unfinished"),
                row.getObject("now", OffsetDateTime.class).toInstant()))
        .optional();
  }

  /**
   * Counts a try before it begins. Should it not end, the next one is due after the lease and a
   * rest, at the latest when the connection is purged.
   */
  public void begin(Transaction tx, ConnectionRef ref, Duration lease) {
    tx.sql(
            """
            update revocation
            set attempts = attempts + 1, unfinished = unfinished + 1,
                due_at = least(purge_at, oo_now() + greatest(? * interval '1 millisecond', oo_rest(unfinished)))
            where user_id = ? and connection_id = ?
            """)
        .params(lease.toMillis(), ref.user().value(), ref.connection().value())
        .update();
  }

  /** Puts it off: the connection is in use. */
  public void defer(Transaction tx, ConnectionRef ref, Duration wait) {
    tx.sql(
            """
            update revocation set due_at = least(purge_at, oo_now() + ? * interval '1 millisecond')
            where user_id = ? and connection_id = ?
            """)
        .params(wait.toMillis(), ref.user().value(), ref.connection().value())
        .update();
  }

  /** Tries again after a while, at the latest when the connection is purged. */
  public void later(Transaction tx, ConnectionRef ref, Duration wait, String error) {
    tx.sql(
            """
            update revocation
            set due_at = least(purge_at, oo_now() + :wait * interval '1 millisecond'),
                unfinished = 0, last_error = :error
            where user_id = :user and connection_id = :connection
            """)
        .param("wait", wait.toMillis())
        .param("error", error)
        .param("user", ref.user().value())
        .param("connection", ref.connection().value())
        .update();
  }
}
