package oo.auth.signin;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Secrets;
import oo.host.base.Uuid7;

/**
 * A sign-in that one browser tab began.
 *
 * @param cookie secret of the browser that began
 * @param state the attempt's id and a secret; only its hash is stored
 * @param returnTo path of the page to show after the sign-in
 */
record SignInAttempt(
    UUID id, String cookie, State state, Nonce nonce, CodeVerifier verifier, String returnTo) {

  static SignInAttempt begin(String returnTo) {
    UUID id = Uuid7.next();
    return new SignInAttempt(
        id,
        Secrets.random(),
        new State(id + "." + Secrets.random()),
        new Nonce(Secrets.random()),
        new CodeVerifier(Secrets.random()),
        returnTo);
  }

  /** The id of a state's attempt. */
  static Optional<UUID> idOf(String state) {
    int end = state.indexOf('.');
    if (end != 36) {
      return Optional.empty();
    }
    try {
      UUID id = UUID.fromString(state.substring(0, end));
      // The id becomes part of a cookie's name, so only its canonical spelling is accepted.
      return Optional.of(id).filter(i -> state.startsWith(i.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "SignInAttempt[id=" + id + "]";
  }
}
