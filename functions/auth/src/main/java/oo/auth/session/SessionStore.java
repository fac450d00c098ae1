package oo.auth.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
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

  LiveSession begin(Transaction tx, UserId user, @Nullable String userAgent) {
    var id = new SessionId(Uuid7.next());
    return tx.sql(
            """
            insert into session (user_id, session_id, created_at, last_seen_at, expires_at, user_agent)
            values (?, ?, oo_now(), oo_now(), oo_now() + interval '14 days', ?)
            returning issued, expires_at, oo_now() as now
            """)
        .params(user.value(), id.value())
        .param(printable(userAgent))
        .query((row, n) -> live(user, id, row))
        .single();
  }

  /** What a refresh token with a valid HMAC is to its session. */
  enum Presented {
    /** It is the newest that was used, or was unused until now. */
    HONOURED,
    /** A newer one was first used in the last ten seconds, so the browser has that. */
    LEFT,
    /** Another browser has it: the session has ended now. */
    REUSED,
    /** The session ended before. */
    OVER
  }

  /** Presents a refresh token. Locks the session until commit. */
  Presented present(Transaction tx, RefreshToken token) {
    boolean lives =
        tx.sql(
                """
                select session_id from session
                where user_id = ? and session_id = ? and ended_at is null and expires_at > oo_now()
                for update
                """)
            .params(token.user().value(), token.session().value())
            .query(UUID.class)
            .optional()
            .isPresent();
    if (!lives) {
      return Presented.OVER;
    }
    String use =
        tx.sql("select oo_session_use(?, ?, ?)")
            .params(token.user().value(), token.session().value(), token.generation())
            .query(String.class)
            .single();
    return switch (use) {
      case "left" -> Presented.LEFT;
      case "reused" -> {
        end(tx, token.user(), token.session(), "reused");
        yield Presented.REUSED;
      }
      default -> Presented.HONOURED;
    };
  }

  /**
   * The next generation of a session that lives; no other answer gets the same.
   *
   * @return empty when the session has ended, or its user is deleted
   */
  Optional<LiveSession> next(Sql db, UserId user, SessionId session) {
    return db.sql(
            """
            update session
            set issued = issued + 1, last_seen_at = oo_now(),
                expires_at = least(created_at + interval '30 days', oo_now() + interval '14 days')
            where user_id = ? and session_id = ? and oo_session_lives(user_id, session_id)
            returning issued, expires_at, oo_now() as now
            """)
        .params(user.value(), session.value())
        .query((row, n) -> live(user, session, row))
        .optional();
  }

  /** Ends a session that has not ended. */
  void end(Transaction tx, UserId user, SessionId session, String why) {
    tx.sql(
            """
            update session set ended_at = oo_now(), ended_why = ?
            where user_id = ? and session_id = ? and ended_at is null
            """)
        .params(why, user.value(), session.value())
        .update();
  }

  /** Ends all sessions of a user. */
  public void endAll(Transaction tx, UserId user, String why) {
    tx.sql(
            "update session set ended_at = oo_now(), ended_why = ? where user_id = ? and ended_at is null")
        .params(why, user.value())
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

  private static LiveSession live(UserId user, SessionId id, ResultSet row) throws SQLException {
    return new LiveSession(
        user,
        id,
        row.getInt("issued"),
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
