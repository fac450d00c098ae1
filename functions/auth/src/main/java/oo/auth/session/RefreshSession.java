package oo.auth.session;

import java.util.Optional;
import oo.host.sql.Database;

/** {@code refresh_session}: the next refresh token and a new access token, for one that is good. */
public final class RefreshSession {
  private final Database database;
  private final SessionStore store;
  private final SessionIssuer sessions;

  public RefreshSession(Database database, SessionStore store, SessionIssuer sessions) {
    this.database = database;
    this.store = store;
    this.sessions = sessions;
  }

  /**
   * @return empty when the session is over
   */
  Optional<SessionTokens> refresh(RefreshToken token) {
    // Not one transaction: neither statement may wait for a lock while it holds the other's.
    Optional<LiveSession> session = database.statement(db -> store.rotate(db, token));
    session.ifPresent(
        live ->
            database.statement(
                db -> {
                  store.seen(db, live.user());
                  return live;
                }));
    return session.map(sessions::tokens);
  }
}
