package oo.auth.user;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import oo.host.base.UserId;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;

/**
 * The table export_file: the object of a user's newest export. The row is there from before its
 * object is written until after it is deleted, and while an export runs it is its lease.
 */
final class ExportFileStore {
  /**
   * @param key of the object
   * @param written whether the export was finished
   * @param running whether its lease lasts
   */
  record ExportFile(String key, boolean written, boolean running) {}

  /** The row, locked until commit. */
  Optional<ExportFile> of(Transaction tx, UserId user) {
    return tx.sql(
            """
            select object_key, written, not written and until > oo_now() as running
            from export_file where user_id = ? for update
            """)
        .param(user.value())
        .query((row, n) ->
            new ExportFile(
                row.getString("object_key"), row.getBoolean("written"), row.getBoolean("running")))
        .optional();
  }

  /**
   * Begins an export.
   *
   * @return false when there is a row
   */
  boolean begin(Transaction tx, UserId user, String key, Duration lease) {
    return tx.sql(
                """
                insert into export_file (user_id, object_key, until)
                values (?, ?, oo_now() + ? * interval '1 millisecond') on conflict do nothing
                """)
            .params(user.value(), key, lease.toMillis())
            .update()
        == 1;
  }

  /**
   * Ends an export whose object is written.
   *
   * @param until when its link dies
   * @return false when the row is gone or another export's
   */
  boolean finish(Transaction tx, UserId user, String key, Instant until) {
    return tx.sql(
                """
                update export_file set written = true, until = ?
                where user_id = ? and object_key = ? and not written
                """)
            .params(until.atOffset(ZoneOffset.UTC), user.value(), key)
            .update()
        == 1;
  }

  /** Removes the row unless it has changed; its object is deleted already. */
  void remove(Sql db, UserId user, ExportFile file) {
    db.sql("delete from export_file where user_id = ? and object_key = ? and written = ?")
        .params(user.value(), file.key(), file.written())
        .update();
  }
}
