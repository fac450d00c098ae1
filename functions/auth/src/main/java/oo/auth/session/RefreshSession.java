package oo.auth.session;

import java.time.Instant;
import oo.host.sql.Database;
import oo.signals.user.UserStore;

/** {@code refresh_session}: exchanges a valid refresh token for the next tokens. */
public final class RefreshSession {
  private final Database database;
  private final UserStore users;
  private final SessionIssuer sessions;
  private final SessionReuse reuse;

  public RefreshSession(
      Database database, UserStore users, SessionIssuer sessions, SessionReuse reuse) {
    this.database = database;
    this.users = users;
    this.sessions = sessions;
    this.reuse = reuse;
  }

  sealed interface Outcome {
    record Refreshed(SessionTokens tokens) implements Outcome {}

    /**
     * The browser uses newer tokens already, which another tab's request brought. A browser that
     * does not have them gets none: it would be a thief who lives on beside the owner.
     */
    record Superseded() implements Outcome {}

    record Over() implements Outcome {}
  }

  Outcome refresh(RefreshToken token) {
    Outcome outcome =
        database.transaction(tx ->
            switch (reuse.present(tx, token)) {
              case HONOURED ->
                  sessions
                      .next(tx, token.user(), token.session())
                      .<Outcome>map(Outcome.Refreshed::new)
                      .orElseGet(Outcome.Over::new);
              case LEFT -> new Outcome.Superseded();
              case REUSED, OVER -> new Outcome.Over();
            });
    if (outcome instanceof Outcome.Refreshed) {
      // Not in the transaction: no statement may wait for a lock while it holds another's.
      database.<Instant>statement(db -> users.seen(db, token.user()));
    }
    return outcome;
  }
}
