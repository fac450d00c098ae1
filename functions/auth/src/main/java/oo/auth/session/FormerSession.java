package oo.auth.session;

import java.util.Optional;
import oo.host.base.SessionId;
import oo.host.base.UserId;
import oo.host.sql.Database;
import oo.host.sql.Transaction;

/**
 * The session that a browser has when it begins to sign in. It is found then, because a browser
 * sends no SameSite=Strict cookie when the provider sends it back.
 */
public final class FormerSession {
  private final Database database;
  private final SessionStore store;
  private final SessionReuse reuse;

  public FormerSession(Database database, SessionStore store, SessionReuse reuse) {
    this.database = database;
    this.store = store;
    this.reuse = reuse;
  }

  public record Former(UserId user, SessionId session) {}

  /** Finds the live session of a refresh token with a valid HMAC. */
  public Optional<Former> of(RefreshToken token) {
    return database.transaction(tx ->
        switch (reuse.present(tx, token)) {
          case HONOURED, LEFT -> Optional.of(new Former(token.user(), token.session()));
          case REUSED, OVER -> Optional.<Former>empty();
        });
  }

  /** Ends it, as its browser has another one now. */
  public void replace(Transaction tx, Former former) {
    store.end(tx, former.user(), former.session(), "replaced");
  }
}
