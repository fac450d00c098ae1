package oo.auth.signin;

import java.net.URI;
import java.util.Optional;
import oo.auth.google.GoogleSignIn;
import oo.auth.session.FormerSession;
import oo.auth.session.FormerSession.Former;
import oo.auth.session.RefreshToken;
import oo.auth.user.IdentityStore;
import oo.host.sql.Database;

/** {@code begin_sign_in}: stores an attempt and gives the address of Google's consent page. */
public final class BeginSignIn {
  private final Database database;
  private final GoogleSignIn google;
  private final SignInAttemptStore attempts;
  private final FormerSession formerSession;
  private final IdentityStore identities;

  public BeginSignIn(
      Database database,
      GoogleSignIn google,
      SignInAttemptStore attempts,
      FormerSession formerSession,
      IdentityStore identities) {
    this.database = database;
    this.google = google;
    this.attempts = attempts;
    this.formerSession = formerSession;
    this.identities = identities;
  }

  record Begun(SignInAttempt attempt, URI consentPage) {}

  /**
   * @param token of the session that the browser has; it ends with the sign-in
   * @param again asks for the account of that session, and accepts no other
   */
  Begun begin(String returnTo, Optional<RefreshToken> token, boolean again) {
    Optional<Former> former = token.flatMap(formerSession::of);
    Optional<String> account =
        former
            .filter(found -> again)
            .flatMap(found ->
                database.statement(db -> identities.subject(db, found.user(), google.issuer())));
    SignInAttempt attempt = SignInAttempt.begin(returnTo);
    URI page = google.consentPage(attempt.state(), attempt.nonce(), attempt.verifier(), account);
    attempts.add(attempt, former, account.isPresent());
    return new Begun(attempt, page);
  }
}
