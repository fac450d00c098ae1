package oo.signals.connection;

import java.time.Instant;
import oo.signals.ConnectionRef;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its row says.
 *
 * @param cursor where the next read goes on; null before the first
 * @param readAt when it was last read with success
 * @param attempts failed reads since then
 * @param lastError in words for a person; null when the last read succeeded
 * @param due a read is due now
 * @param leased somebody holds its lease now
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
    boolean due,
    boolean leased) {

  public enum State {
    LIVE,
    RECONNECT,
    ENDED
  }
}
