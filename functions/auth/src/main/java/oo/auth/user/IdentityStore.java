package oo.auth.user;

import java.util.Optional;
import oo.auth.google.GoogleAccount;
import oo.host.base.UserId;
import oo.host.sql.Sql;
import oo.host.sql.Transaction;

/** The table identity. */
public final class IdentityStore {

  /**
   * Gives an account to a user.
   *
   * @return false when another user has it
   */
  boolean add(Transaction tx, GoogleAccount account, UserId user) {
    return tx.sql(
                "insert into identity (issuer, subject, user_id) values (?, ?, ?) on conflict do nothing")
            .params(account.issuer(), account.subject(), user.value())
            .update()
        == 1;
  }

  /** The subject of the user's account at an issuer. */
  public Optional<String> subject(Sql db, UserId user, String issuer) {
    return db.sql("select subject from identity where user_id = ? and issuer = ?")
        .params(user.value(), issuer)
        .query(String.class)
        .optional();
  }

  /** Frees the user's account, so that signing in again makes a new user. */
  void delete(Transaction tx, UserId user) {
    tx.sql("delete from identity where user_id = ?").param(user.value()).update();
  }
}
