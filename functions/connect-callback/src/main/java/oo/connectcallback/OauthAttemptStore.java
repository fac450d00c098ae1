package oo.connectcallback;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Secrets;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import oo.signals.ConnectionId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The table oauth_attempt. */
final class OauthAttemptStore {

  /** Maximum attempts kept per user; the oldest are dropped. */
  private static final int MAX_OPEN = 20;

  /**
   * An attempt that this call took.
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
              select attempt_id from oauth_attempt where user_id = ?
              order by expires_at desc, attempt_id desc offset ?)
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
   * Takes the attempt for this answer of the provider, if the caller knows both of its secrets and
   * comes from its provider. At most one caller gets it.
   */
  Optional<Taken> take(Transaction tx, AttemptKey key, String provider, byte[] answerHash) {
    return known(
            tx,
            key,
            provider,
            """
            update oauth_attempt set taken_at = oo_now(), code_hash = :answer
            where user_id = :user and attempt_id = :attempt and provider = :provider
              and cookie_hash = :cookieHash and state_hash = :stateHash and taken_at is null
            returning session_id, connection_id, verifier, expires_at <= oo_now() as expired,
              oo_session_lives(user_id, session_id) as lives, oo_now() as now
            """)
        .param("answer", answerHash)
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

  /**
   * An attempt that was taken before, for the same answer of the provider and within two minutes.
   *
   * @param outcome as it was noted; null when it is not known
   * @param running its taker may still be at work
   */
  record Earlier(@Nullable String outcome, boolean running) {}

  /** Finds the earlier callback that this one repeats, if the caller knows both secrets. */
  Optional<Earlier> earlier(Sql db, AttemptKey key, String provider, byte[] answerHash) {
    return known(
            db,
            key,
            provider,
            """
            select outcome, taken_at > oo_now() - interval '20 seconds' as running from oauth_attempt
            where user_id = :user and attempt_id = :attempt and provider = :provider
              and cookie_hash = :cookieHash and state_hash = :stateHash and code_hash = :answer
              and taken_at > oo_now() - interval '2 minutes'
            """)
        .param("answer", answerHash)
        .query((row, n) -> new Earlier(row.getString("outcome"), row.getBoolean("running")))
        .optional();
  }

  private static StatementSpec known(Sql db, AttemptKey key, String provider, String sql) {
    return db.sql(sql)
        .param("user", key.user().value())
        .param("attempt", key.attempt())
        .param("provider", provider)
        .param("cookieHash", Secrets.hash(key.secret()))
        .param("stateHash", Secrets.hash(key.state()));
  }

  /** Notes how the attempt ended, for a callback that repeats it. */
  void finished(Sql db, AttemptKey key, String outcome) {
    db.sql("update oauth_attempt set outcome = ? where user_id = ? and attempt_id = ?")
        .params(outcome, key.user().value(), key.attempt())
        .update();
  }

  /** Whether the session that began an attempt still lives. */
  boolean sessionLives(Transaction tx, UserId user, SessionId session) {
    return tx.sql("select oo_session_lives(?, ?)")
        .params(user.value(), session.value())
        .query(Boolean.class)
        .single();
  }
}
