package oo.auth.session;

import java.time.Instant;
import java.util.Optional;
import oo.host.sql.Database;
import oo.signals.user.UserStore;

/**
 * {@code refresh_session}: exchanges a valid refresh token for its successor and an access token.
 */
public final class RefreshSession {
  private final Database database;
  private final SessionStore store;
  private final UserStore users;
  private final SessionIssuer sessions;

  public RefreshSession(
      Database database, SessionStore store, UserStore users, SessionIssuer sessions) {
    this.database = database;
    this.store = store;
    this.users = users;
    this.sessions = sessions;
  }

  /**
   * @return empty when the session has ended
   */
  Optional<SessionTokens> refresh(RefreshToken token) {
    // Not one transaction: neither statement may wait for a lock while it holds the other's.
    Optional<LiveSession> session = database.statement(db -> store.rotate(db, token));
    session.ifPresent(live -> database.<Instant>statement(db -> users.seen(db, live.user())));
    return session.map(sessions::tokens);
  }
}
