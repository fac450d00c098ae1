package oo.connectcallback;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.ConnectionRef;

/** The table revocation, and the purge that ends its row. */
final class RevocationStore {

  /**
   * @param overdue its grant may be revoked or not: it is purged now
   * @param attempts that failed
   */
  record Due(String provider, boolean overdue, int attempts, Instant now) {}

  /** The revocation of a connection that is ended, if it is due. */
  Optional<Due> due(Sql db, ConnectionRef ref) {
    return db.sql(
            """
            select c.provider, r.purge_at <= oo_now() as overdue, r.attempts, oo_now() as now
            from revocation r join connection c using (user_id, connection_id)
            where r.user_id = ? and r.connection_id = ? and r.due_at <= oo_now() and c.state = 'ended'
            """)
        .params(ref.user().value(), ref.connection().value())
        .query(
            (row, n) ->
                new Due(
                    row.getString("provider"),
                    row.getBoolean("overdue"),
                    row.getInt("attempts"),
                    row.getObject("now", OffsetDateTime.class).toInstant()))
        .optional();
  }

  /** Tries again after a while, and in any case when it is to be purged. */
  void later(Transaction tx, ConnectionRef ref, Duration wait, int attempts, String error) {
    tx.sql(
            """
            update revocation
            set due_at = least(purge_at, oo_now() + ? * interval '1 millisecond'), attempts = ?, last_error = ?
            where user_id = ? and connection_id = ?
            """)
        .params(wait.toMillis(), attempts, error, ref.user().value(), ref.connection().value())
        .update();
  }

  /**
   * Deletes an ended connection and all that hangs on it, and its user when that was the last thing
   * of a deleted one. A connection that is not ended, of the same account perhaps, has an id of its
   * own and is never met.
   */
  void purge(Transaction tx, ConnectionRef ref) {
    // One purge of a user at a time: of two last ones, each would leave the user to the other.
    tx.sql("select user_id from app_user where user_id = ? for update")
        .param(ref.user().value())
        .query((row, n) -> n)
        .list();
    tx.sql("delete from connection where user_id = ? and connection_id = ? and state = 'ended'")
        .params(ref.user().value(), ref.connection().value())
        .update();
    tx.sql(
            """
            delete from app_user u
            where u.user_id = ? and u.deleted_at is not null
              and not exists (select 1 from connection c where c.user_id = u.user_id)
            """)
        .param(ref.user().value())
        .update();
  }
}
