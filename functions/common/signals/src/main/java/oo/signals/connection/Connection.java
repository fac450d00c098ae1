package oo.signals.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import oo.host.base.UserId;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its row says.
 *
 * @param cursor where the next read goes on; null before the first
 * @param readAt when it was last read with success
 * @param attempts reads since then that failed or broke off, as by a crash
 * @param lastError in words for a person; null when the last read succeeded
 * @param unreadable items of the last full read, or of one since, that oO cannot read
 * @param fullDue the next read must be a full one
 * @param requested a read is due now, and a hint of it was sent
 * @param leased its lease is held now
 */
public record Connection(
    ConnectionRef ref,
    String provider,
    String accountId,
    @Nullable String accountName,
    State state,
    @Nullable String cursor,
    int openTasks,
    Instant dueAt,
    @Nullable Instant readAt,
    int attempts,
    @Nullable String lastError,
    int unreadable,
    boolean fullDue,
    boolean requested,
    boolean leased) {

  private static final String BROKE_OFF =
      "Reading your tasks broke off five times, so oO tries it once an hour now. Nothing is lost.";

  static final String COLUMNS =
      """
      user_id, connection_id, provider, account_id, account_name, state, cursor, open_tasks, due_at, read_at,
      attempts - %1$s as attempts, unreadable, full_due_at <= oo_now() as full_due,
      case when state = 'live' and unfinished - %1$s >= %2$d then '%3$s' else last_error end as last_error,
      state = 'live' and due_at <= oo_now() and coalesce(hinted_at >= due_at, false) as requested,
      coalesce(lease_until > oo_now(), false) as leased
      """
          .formatted(
              "case when unfinished > 0 and lease_until > oo_now() then 1 else 0 end",
              Crashes.TOLD,
              BROKE_OFF);

  /** Whether its last readings died, five in a row at least. */
  public boolean brokeOff() {
    return BROKE_OFF.equals(lastError);
  }

  public enum State {
    LIVE,
    RECONNECT,
    ENDED
  }

  static Connection of(ResultSet row, int n) throws SQLException {
    OffsetDateTime readAt = row.getObject("read_at", OffsetDateTime.class);
    return new Connection(
        refOf(row, n),
        row.getString("provider"),
        row.getString("account_id"),
        row.getString("account_name"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("cursor"),
        row.getInt("open_tasks"),
        row.getObject("due_at", OffsetDateTime.class).toInstant(),
        readAt == null ? null : readAt.toInstant(),
        row.getInt("attempts"),
        row.getString("last_error"),
        row.getInt("unreadable"),
        row.getBoolean("full_due"),
        row.getBoolean("requested"),
        row.getBoolean("leased"));
  }

  static ConnectionRef refOf(ResultSet row, int n) throws SQLException {
    return new ConnectionRef(
        new UserId(row.getObject("user_id", UUID.class)),
        new ConnectionId(row.getObject("connection_id", UUID.class)));
  }
}
