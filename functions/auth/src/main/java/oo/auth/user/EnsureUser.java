package oo.auth.user;

import java.util.Optional;
import oo.auth.google.GoogleAccount;
import oo.host.base.UserId;
import oo.host.sql.Transaction;
import oo.signals.user.UserStore;

/** Finds an account's user at sign-in, or makes one. */
public final class EnsureUser {
  /** A try fails when another call makes or deletes the user at the same time. */
  private static final int MAX_TRIES = 5;

  private final UserStore users;
  private final IdentityStore identities;

  public EnsureUser(UserStore users, IdentityStore identities) {
    this.users = users;
    this.identities = identities;
  }

  /**
   * The account's user, made when absent, with the account's present name and e-mail address. The
   * row is locked until the transaction ends, and is not deleted.
   */
  public UserId of(Transaction tx, GoogleAccount account) {
    for (int tried = 0; tried < MAX_TRIES; tried++) {
      Optional<UserId> known =
          users.signIn(
              tx,
              account.issuer(),
              account.subject(),
              account.email(),
              account.emailVerified(),
              account.name());
      if (known.isPresent()) {
        return known.get();
      }
      UserId made = users.add(tx, account.email(), account.emailVerified(), account.name());
      if (identities.add(tx, account, made)) {
        return made;
      }
      users.remove(tx, made); // Another call made the account's user meanwhile.
    }
    throw new IllegalStateException(
        "The user was made and deleted " + MAX_TRIES + " times meanwhile");
  }
}
