package oo.auth.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import oo.contract.SessionView;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** The table {@code session}. */
public final class SessionStore {
  private static final int LONGEST_AGENT = 300;

  /**
   * A valid generation is the newest that was presented or its successor; and the newest's direct
   * predecessor for 10 s after the newest was first presented. So a lost reply can be requested
   * again at any later time, until its token is used.
   */
  private static final String HONOURED =
      "(:generation >= used or (:generation = used - 1 and used_at + interval '10 seconds' >= oo_now()))";

  LiveSession begin(Transaction tx, UserId user, @Nullable String userAgent) {
    var id = new SessionId(Uuid7.next());
    return tx.sql(
            """
            insert into session (user_id, session_id, created_at, last_seen_at, expires_at, user_agent)
            values (?, ?, oo_now(), oo_now(), oo_now() + interval '30 days', ?)
            returning used, expires_at, oo_now() as now
            """)
        .params(user.value(), id.value())
        .param(printable(userAgent))
        .query((row, n) -> live(user, id, row))
        .single();
  }

  /** Finds a session that has not ended, of a user that is not deleted. */
  Optional<LiveSession> live(Sql db, UserId user, SessionId session) {
    return db.sql(
            """
            select used, expires_at, oo_now() as now from session
            where user_id = ? and session_id = ? and oo_session_state(user_id, session_id, 'infinity') = 'live'
            """)
        .params(user.value(), session.value())
        .query((row, n) -> live(user, session, row))
        .optional();
  }

  /**
   * Presents a refresh token with a valid HMAC: one atomic statement that rotates the family, or
   * ends it when the token is too old. Concurrent calls are serializable.
   *
   * @return empty when the session has ended, now or before
   */
  Optional<LiveSession> rotate(Sql db, RefreshToken token) {
    return db.sql(
            """
            update session
            set used = greatest(used, :generation),
                used_at = case when :generation > used then oo_now() else used_at end,
                last_seen_at = oo_now(),
                ended_at = case when not %1$s then oo_now() end,
                ended_why = case when not %1$s then 'reused' end
            where user_id = :user and session_id = :session and ended_at is null and expires_at > oo_now()
            returning used, ended_at is null as honoured, expires_at, oo_now() as now
            """
                .formatted(HONOURED))
        .params(parameters(token))
        .query((row, n) ->
            row.getBoolean("honoured")
                ? Optional.of(live(token.user(), token.session(), row))
                : Optional.<LiveSession>empty())
        .optional()
        .flatMap(session -> session);
  }

  /**
   * Ends the token's session; with {@code everywhere} all of the user's sessions, provided that a
   * refresh would accept the token. A no-op when the session has ended.
   */
  void signOut(Transaction tx, RefreshToken token, boolean everywhere) {
    tx.sql(
            """
            update session
            set ended_at = oo_now(), ended_why = 'signed_out'
            where user_id = :user and ended_at is null
              and exists (
                select 1 from session
                where user_id = :user and session_id = :session and ended_at is null and expires_at > oo_now())
              and (session_id = :session
                or :everywhere and exists (
                  select 1 from session where user_id = :user and session_id = :session and %s))
            """
                .formatted(HONOURED))
        .params(parameters(token))
        .param("everywhere", everywhere)
        .update();
  }

  /** Ends all sessions of a user that is being deleted. */
  public void endAll(Transaction tx, UserId user) {
    tx.sql(
            """
            update session set ended_at = oo_now(), ended_why = 'deleted'
            where user_id = ? and ended_at is null
            """)
        .param(user.value())
        .update();
  }

  /** The live sessions, the last seen first. */
  public List<SessionView> living(Transaction tx, UserId user, SessionId current) {
    return tx.sql(
            """
            select session_id, created_at, last_seen_at, user_agent from session
            where user_id = ? and ended_at is null and expires_at > oo_now()
            order by last_seen_at desc, session_id desc
            """)
        .param(user.value())
        .query((row, n) -> {
          UUID id = row.getObject("session_id", UUID.class);
          return new SessionView(
              id,
              row.getObject("created_at", OffsetDateTime.class).toInstant(),
              row.getObject("last_seen_at", OffsetDateTime.class).toInstant(),
              row.getString("user_agent"),
              id.equals(current.value()));
        })
        .list();
  }

  private static Map<String, Object> parameters(RefreshToken token) {
    return Map.of(
        "user", token.user().value(),
        "session", token.session().value(),
        "generation", token.generation());
  }

  private static LiveSession live(UserId user, SessionId id, ResultSet row) throws SQLException {
    return new LiveSession(
        user,
        id,
        row.getInt("used"),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        row.getObject("now", OffsetDateTime.class).toInstant());
  }

  private static @Nullable String printable(@Nullable String userAgent) {
    if (userAgent == null) {
      return null;
    }
    String printable = userAgent.replaceAll("[^\\x20-\\x7e]", "").strip();
    if (printable.isEmpty()) {
      return null;
    }
    return printable.substring(0, Math.min(LONGEST_AGENT, printable.length()));
  }
}
