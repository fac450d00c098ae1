package oo.auth.session;

import java.util.Optional;
import oo.host.sql.Database;

/** {@code refresh_session}: the next refresh token and a new access token, for one that is good. */
public final class RefreshSession {
  private final Database database;
  private final SessionStore store;
  private final Sessions sessions;

  public RefreshSession(Database database, SessionStore store, Sessions sessions) {
    this.database = database;
    this.store = store;
    this.sessions = sessions;
  }

  /**
   * @return empty when the session is over
   */
  Optional<SessionTokens> refresh(RefreshToken token) {
    // Two statements of their own, so that neither waits for a lock while it holds the other's.
    Optional<LiveSession> session = database.read(tx -> store.rotate(tx, token));
    session.ifPresent(
        live ->
            database.read(
                tx -> {
                  store.seen(tx, live.user());
                  return live;
                }));
    return session.map(sessions::tokens);
  }
}
