package oo.auth.user;

import java.util.function.Function;
import oo.auth.session.SessionStore;
import oo.contract.Profile;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.user.UserStore;

/** {@code GET /api/me}: {@code profile}. */
public final class ProfileFunction implements Function<Request, Reply> {
  private final Database database;
  private final UserStore users;
  private final SessionStore sessions;

  public ProfileFunction(Database database, UserStore users, SessionStore sessions) {
    this.database = database;
    this.users = users;
    this.sessions = sessions;
  }

  @Override
  public Reply apply(Request request) {
    AccessToken caller = request.access();
    return Reply.ok(
        database.transaction(
            tx -> {
              caller.requireLive(tx);
              Profile profile =
                  users
                      .profile(tx, caller.user())
                      .orElseThrow(
                          () ->
                              new Refused(
                                  401, "session_ended", "The session is over. Sign in again."));
              return new Profile(
                  profile.userId(),
                  profile.email(),
                  profile.name(),
                  profile.createdAt(),
                  sessions.living(tx, caller.user(), caller.session()));
            }));
  }
}
