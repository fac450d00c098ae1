package oo.auth.session;

import oo.host.base.SessionId;
import oo.host.session.AccessToken;
import oo.host.sql.Database;

/** {@code end_session}: ends one of the caller's sessions. A no-op when there is no such one. */
public final class EndSession {
  private final Database database;
  private final SessionStore store;

  public EndSession(Database database, SessionStore store) {
    this.database = database;
    this.store = store;
  }

  /** Another session than the caller's needs a fresh sign-in, also when there is no such one. */
  void end(AccessToken caller, SessionId session) {
    database.run(tx -> {
      caller.requireLive(tx);
      if (!session.equals(caller.session())) {
        store.requireFresh(tx, caller);
      }
      store.end(tx, caller.user(), session, "signed_out");
    });
  }
}
