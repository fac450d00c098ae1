package oo.auth.session;

import oo.host.sql.Database;

/** {@code sign_out}: ends a session, or all sessions of its user. A no-op when it has ended. */
public final class SignOut {
  private final Database database;
  private final SessionStore store;

  public SignOut(Database database, SessionStore store) {
    this.database = database;
    this.store = store;
  }

  void signOut(RefreshToken token, boolean everywhere) {
    database.run(tx -> store.signOut(tx, token, everywhere));
  }
}
