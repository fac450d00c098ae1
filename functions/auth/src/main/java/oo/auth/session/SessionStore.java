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
import oo.host.http.Refused;
import oo.host.session.AccessToken;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** The table {@code session}. */
public final class SessionStore {
  /** Live sessions of a user; the oldest beyond them end when another begins. */
  private static final int MOST = 20;

  private static final int LONGEST_AGENT = 300;

  LiveSession begin(Transaction tx, UserId user, @Nullable String userAgent) {
    var id = new SessionId(Uuid7.next());
    LiveSession begun =
        tx.sql(
                """
                insert into session (user_id, session_id, created_at, last_seen_at, expires_at, user_agent)
                values (?, ?, oo_now(), oo_now(), oo_now() + interval '14 days', ?)
                returning issued, expires_at, oo_now() as now
                """)
            .params(user.value(), id.value())
            .param(printable(userAgent))
            .query((row, n) -> live(user, id, row))
            .single();
    endSurplus(tx, user);
    return begun;
  }

  private static void endSurplus(Transaction tx, UserId user) {
    tx.sql(
            """
            update session set ended_at = oo_now(), ended_why = 'surplus'
            where user_id = :user and session_id in (
              select session_id from session
              where user_id = :user and ended_at is null and expires_at > oo_now()
              order by created_at desc, session_id desc offset :most)
            """)
        .param("user", user.value())
        .param("most", MOST)
        .update();
  }

  /** What a refresh token with a valid HMAC is to its session. */
  public enum Presented {
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
  public Presented present(Transaction tx, RefreshToken token) {
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
            set issued = greatest(issued + 1, floor(extract(epoch from oo_now() - created_at) * 10)::int),
                last_seen_at = oo_now(),
                expires_at = least(created_at + interval '30 days', oo_now() + interval '14 days')
            where user_id = ? and session_id = ? and oo_session_lives(user_id, session_id)
            returning issued, expires_at, oo_now() as now
            """)
        .params(user.value(), session.value())
        .query((row, n) -> live(user, session, row))
        .optional();
  }

  /**
   * @throws Refused 403 {@code sign_in_again} when the caller's session began more than 15 minutes
   *     ago
   */
  public void requireFresh(Transaction tx, AccessToken caller) {
    boolean fresh =
        tx.sql(
                """
                select exists (
                  select from session
                  where user_id = ? and session_id = ? and created_at >= oo_now() - interval '15 minutes')
                """)
            .params(caller.user().value(), caller.session().value())
            .query(Boolean.class)
            .single();
    if (!fresh) {
      throw new Refused(
          403, "sign_in_again", "Your sign-in is older than 15 minutes. Sign in again to do this.");
    }
  }

  /** Ends a session that has not ended. */
  public void end(Transaction tx, UserId user, SessionId session, String why) {
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
