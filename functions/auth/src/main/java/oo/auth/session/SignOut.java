package oo.auth.session;

import oo.host.sql.Database;

/** {@code sign_out}: ends a session, or all of its user's. Quiet when it is over already. */
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
