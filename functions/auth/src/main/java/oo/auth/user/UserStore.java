package oo.auth.user;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.auth.google.GoogleAccount;
import oo.contract.Profile;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.http.Refused;
import oo.host.sql.Transaction;

/** The tables {@code app_user} and {@code identity}. */
public final class UserStore {
  /**
   * Each turn is lost to another call that made or deleted the user; two in a row are unheard of.
   */
  private static final int TURNS = 5;

  /**
   * The account's user, made when there is none, with name and e-mail address as the account has
   * them now. The row is locked until the transaction ends, and is not deleted.
   */
  public UserId signIn(Transaction tx, GoogleAccount account) {
    for (int turn = 0; turn < TURNS; turn++) {
      Optional<UserId> known = refresh(tx, account);
      if (known.isPresent()) {
        return known.get();
      }
      Optional<UserId> made = make(tx, account);
      if (made.isPresent()) {
        return made.get();
      }
    }
    throw new IllegalStateException("The user was made and deleted " + TURNS + " times meanwhile");
  }

  private static Optional<UserId> refresh(Transaction tx, GoogleAccount account) {
    return tx.sql(
            """
            update app_user u
            set email = coalesce(:email, email), name = coalesce(:name, name), seen_at = oo_now()
            from identity i
            where i.issuer = :issuer and i.subject = :subject and u.user_id = i.user_id and u.deleted_at is null
            returning u.user_id
            """)
        .param("email", account.email())
        .param("name", account.name())
        .param("issuer", account.issuer())
        .param("subject", account.subject())
        .query((row, n) -> new UserId(row.getObject("user_id", UUID.class)))
        .optional();
  }

  /** Empty when another call made the account's user meanwhile: that one holds the identity. */
  private static Optional<UserId> make(Transaction tx, GoogleAccount account) {
    var user = new UserId(Uuid7.next());
    tx.sql(
            """
            insert into app_user (user_id, email, name, created_at, seen_at)
            values (?, ?, ?, oo_now(), oo_now())
            """)
        .param(user.value())
        .param(account.email())
        .param(account.name())
        .update();
    int held =
        tx.sql(
                """
                insert into identity (issuer, subject, user_id) values (?, ?, ?) on conflict do nothing
                """)
            .params(account.issuer(), account.subject(), user.value())
            .update();
    if (held == 0) {
      tx.sql("delete from app_user where user_id = ?").param(user.value()).update();
      return Optional.empty();
    }
    return Optional.of(user);
  }

  /** The profile, without its sessions. */
  Profile profile(Transaction tx, UserId user) {
    return tx.sql("select email, name, created_at from app_user where user_id = ?")
        .param(user.value())
        .query(
            (row, n) ->
                new Profile(
                    user.value(),
                    row.getString("email"),
                    row.getString("name"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    List.of()))
        .optional()
        .orElseThrow(
            () -> new Refused(401, "session_ended", "The session is over. Sign in again."));
  }

  /**
   * Locks the user's row against everything that refers to it: what another transaction is adding
   * for this user is there afterwards, and more waits until this one ends.
   */
  void lock(Transaction tx, UserId user) {
    tx.sql("select 1 from app_user where user_id = ? for update")
        .param(user.value())
        .query(Integer.class)
        .optional();
  }

  /**
   * Frees the identity, so that signing in again makes a new user, and forgets who this one was.
   */
  void delete(Transaction tx, UserId user) {
    tx.sql("delete from identity where user_id = ?").param(user.value()).update();
    tx.sql("update app_user set deleted_at = oo_now(), email = null, name = null where user_id = ?")
        .param(user.value())
        .update();
  }

  /** Removes the user with all that is left, unless a connection still has to be revoked. */
  void purgeUnlessConnected(Transaction tx, UserId user) {
    tx.sql(
            """
            delete from app_user u
            where user_id = ? and not exists (select 1 from connection c where c.user_id = u.user_id)
            """)
        .param(user.value())
        .update();
  }
}
