package oo.connectcallback;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import org.jspecify.annotations.Nullable;

/** The table oauth_attempt. */
final class OauthAttemptStore {

  /** Maximum open attempts per user; the oldest are dropped. */
  private static final int MAX_OPEN = 20;

  /**
   * An attempt that was taken: it cannot be taken again.
   *
   * @param renews the connection to renew; null for a new one
   * @param sessionLives of the session that began it
   * @param now by the database's clock
   */
  record Taken(
      SessionId session,
      @Nullable ConnectionId renews,
      String verifier,
      boolean expired,
      boolean sessionLives,
      Instant now) {}

  /** Keeps an attempt for ten minutes. */
  void put(
      Transaction tx,
      UserId user,
      UUID attempt,
      SessionId session,
      String provider,
      @Nullable ConnectionId renews,
      byte[] cookieHash,
      byte[] stateHash,
      String verifier) {
    tx.sql(
            """
            delete from oauth_attempt where user_id = ? and attempt_id in (
              select attempt_id from oauth_attempt where user_id = ? order by attempt_id desc offset ?)
            """)
        .params(user.value(), user.value(), MAX_OPEN - 1)
        .update();
    tx.sql(
            """
            insert into oauth_attempt (user_id, attempt_id, session_id, provider, connection_id, cookie_hash, state_hash,
                                       verifier, expires_at)
            values (:user, :attempt, :session, :provider, :renews, :cookieHash, :stateHash, :verifier,
                    oo_now() + interval '10 minutes')
            """)
        .param("user", user.value())
        .param("attempt", attempt)
        .param("session", session.value())
        .param("provider", provider)
        .param("renews", renews == null ? null : renews.value())
        .param("cookieHash", cookieHash)
        .param("stateHash", stateHash)
        .param("verifier", verifier)
        .update();
  }

  /**
   * Takes the attempt away, if the caller knows both of its secrets and comes from its provider.
   */
  Optional<Taken> take(
      Transaction tx,
      UserId user,
      UUID attempt,
      String provider,
      byte[] cookieHash,
      byte[] stateHash) {
    return tx.sql(
            """
            delete from oauth_attempt
            where user_id = :user and attempt_id = :attempt and provider = :provider
              and cookie_hash = :cookieHash and state_hash = :stateHash
            returning session_id, connection_id, verifier, expires_at <= oo_now() as expired,
              oo_session_state(user_id, session_id, 'infinity') = 'live' as lives, oo_now() as now
            """)
        .param("user", user.value())
        .param("attempt", attempt)
        .param("provider", provider)
        .param("cookieHash", cookieHash)
        .param("stateHash", stateHash)
        .query((row, n) -> {
          UUID renews = row.getObject("connection_id", UUID.class);
          return new Taken(
              new SessionId(row.getObject("session_id", UUID.class)),
              renews == null ? null : new ConnectionId(renews),
              row.getString("verifier"),
              row.getBoolean("expired"),
              row.getBoolean("lives"),
              row.getObject("now", OffsetDateTime.class).toInstant());
        })
        .optional();
  }

  /** Whether the session that began an attempt still lives. */
  boolean sessionLives(Transaction tx, UserId user, SessionId session) {
    return tx.sql("select oo_session_state(?, ?, 'infinity') = 'live'")
        .params(user.value(), session.value())
        .query(Boolean.class)
        .single();
  }
}
