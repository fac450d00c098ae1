package oo.auth.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.session.AccessToken;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Begins sessions and issues their tokens. */
public final class SessionIssuer {
  private static final Duration ACCESS_LIFE = Duration.ofMinutes(10);

  private final SessionStore store;
  private final RefreshKeys refreshKeys;
  private final SessionKeys sessionKeys;

  public SessionIssuer(SessionStore store, RefreshKeys refreshKeys, SessionKeys sessionKeys) {
    this.store = store;
    this.refreshKeys = refreshKeys;
    this.sessionKeys = sessionKeys;
  }

  /**
   * Begins a session. The caller has locked the user's row and checked that it is not deleted.
   *
   * @param userAgent shown to the person in the list of sessions
   */
  public Begun begin(Transaction tx, UserId user, @Nullable String userAgent) {
    LiveSession session = store.begin(tx, user, userAgent);
    return new Begun(session.id(), tokens(session));
  }

  public record Begun(SessionId session, SessionTokens tokens) {}

  /**
   * The next tokens of a session that lives, for a browser that has shown that the session is its.
   */
  public Optional<SessionTokens> next(Sql db, UserId user, SessionId session) {
    return store.next(db, user, session).map(this::tokens);
  }

  private SessionTokens tokens(LiveSession session) {
    Instant expires = session.now().plus(ACCESS_LIFE);
    var access =
        new AccessToken(
            session.user(),
            session.id(),
            session.generation(),
            expires.isBefore(session.expiresAt()) ? expires : session.expiresAt());
    return new SessionTokens(
        sessionKeys.mint(access, session.now()),
        refreshKeys.mint(new RefreshToken(session.user(), session.id(), session.generation())),
        Duration.between(session.now(), session.expiresAt()));
  }
}
