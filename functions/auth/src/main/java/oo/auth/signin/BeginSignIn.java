package oo.auth.signin;

import java.net.URI;
import oo.auth.google.GoogleSignIn;

/** {@code begin_sign_in}: stores an attempt and gives the address of Google's consent page. */
public final class BeginSignIn {
  private final GoogleSignIn google;
  private final SignInAttemptStore attempts;

  public BeginSignIn(GoogleSignIn google, SignInAttemptStore attempts) {
    this.google = google;
    this.attempts = attempts;
  }

  record Begun(SignInAttempt attempt, URI consentPage) {}

  Begun begin(String returnTo) {
    SignInAttempt attempt = SignInAttempt.begin(returnTo);
    URI page = google.consentPage(attempt.state(), attempt.nonce(), attempt.verifier());
    attempts.add(attempt);
    return new Begun(attempt, page);
  }
}
