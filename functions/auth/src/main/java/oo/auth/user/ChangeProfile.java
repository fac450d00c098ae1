package oo.auth.user;

import oo.contract.ChangeProfileRequest;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.user.UserStore;

/** {@code change_profile}: which mails the user wants. */
public final class ChangeProfile {
  private final Database database;
  private final UserStore users;

  public ChangeProfile(Database database, UserStore users) {
    this.database = database;
    this.users = users;
  }

  void change(AccessToken caller, ChangeProfileRequest change) {
    database.run(tx -> {
      caller.requireLive(tx);
      users.wish(tx, caller.user(), change.mail());
    });
  }
}
