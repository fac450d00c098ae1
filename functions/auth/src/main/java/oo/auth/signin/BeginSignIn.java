package oo.auth.signin;

import java.net.URI;
import oo.auth.google.Google;

/** {@code begin_sign_in}: an attempt, and the page at Google where the person agrees. */
public final class BeginSignIn {
  private final Google google;
  private final AttemptStore attempts;

  public BeginSignIn(Google google, AttemptStore attempts) {
    this.google = google;
    this.attempts = attempts;
  }

  record Begun(Attempt attempt, URI consentPage) {}

  Begun begin(String returnTo) {
    Attempt attempt = Attempt.begin(returnTo);
    URI page = google.consentPage(attempt.state(), attempt.nonce(), attempt.verifier());
    attempts.add(attempt);
    return new Begun(attempt, page);
  }
}
