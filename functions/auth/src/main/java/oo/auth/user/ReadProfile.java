package oo.auth.user;

import oo.auth.session.SessionStore;
import oo.contract.Profile;
import oo.host.http.Refused;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.user.UserStore;

/** {@code profile}: the user and their live sessions. */
public final class ReadProfile {
  private final Database database;
  private final UserStore users;
  private final SessionStore sessions;
  private final boolean mail;

  /**
   * @param mail whether the operator has configured mail
   */
  public ReadProfile(Database database, UserStore users, SessionStore sessions, boolean mail) {
    this.database = database;
    this.users = users;
    this.sessions = sessions;
    this.mail = mail;
  }

  Profile read(AccessToken caller) {
    return database.transaction(tx -> {
      caller.requireLive(tx);
      Profile profile =
          users
              .profile(tx, caller.user())
              .orElseThrow(
                  () -> new Refused(401, "session_ended", "The session is over. Sign in again."));
      return new Profile(
          profile.userId(),
          profile.email(),
          profile.name(),
          profile.createdAt(),
          mail ? profile.mail() : null,
          sessions.living(tx, caller.user(), caller.session()));
    });
  }
}
