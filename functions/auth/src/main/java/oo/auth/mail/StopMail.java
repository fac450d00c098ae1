package oo.auth.mail;

import oo.host.base.Invocation;
import oo.host.base.Secrets;
import oo.host.sql.Database;
import oo.signals.mail.MailStore;
import oo.signals.user.UserStore;

/** {@code stop_mail}: stops mails of one kind, or all, for the person who got a mail. */
public final class StopMail {
  private final Database database;
  private final MailStore mails = new MailStore();
  private final UserStore users;

  public StopMail(Database database, UserStore users) {
    this.database = database;
    this.users = users;
  }

  /**
   * @return false when no mail had the token, or its user is deleted
   */
  boolean stop(String token, boolean all) {
    return database.transaction(tx ->
        mails
            .stop(tx, Secrets.hash(token))
            .filter(found -> {
              Invocation.user(found.user());
              return users.stopMail(tx, found.user(), found.kind(), all);
            })
            .isPresent());
  }
}
