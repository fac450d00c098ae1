package oo.auth.session;

import oo.host.sql.Database;

/** {@code sign_out}: ends a session, or all sessions of its user. A no-op when it has ended. */
public final class SignOut {
  private static final String WHY = "signed_out";

  private final Database database;
  private final SessionStore store;
  private final SessionReuse reuse;

  public SignOut(Database database, SessionStore store, SessionReuse reuse) {
    this.database = database;
    this.store = store;
    this.reuse = reuse;
  }

  /**
   * @param everywhere ends all sessions, provided that a refresh would accept the token
   */
  void signOut(RefreshToken token, boolean everywhere) {
    database.run(tx -> {
      switch (reuse.present(tx, token)) {
        case HONOURED, LEFT -> {
          if (everywhere) {
            store.endAll(tx, token.user(), WHY);
          } else {
            store.end(tx, token.user(), token.session(), WHY);
          }
        }
        case REUSED, OVER -> {}
      }
    });
  }
}
