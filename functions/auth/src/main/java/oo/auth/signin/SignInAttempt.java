package oo.auth.signin;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.Uuid7;

/**
 * One try at signing in, in one tab.
 *
 * @param cookie the secret by which the browser that began is known again
 * @param state the attempt's id and a secret; only its hash is stored
 * @param returnTo the page of the site to land on
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

  /** The id of the attempt that a state belongs to. */
  static Optional<UUID> idOf(String state) {
    int end = state.indexOf('.');
    if (end != 36) {
      return Optional.empty();
    }
    try {
      UUID id = UUID.fromString(state.substring(0, end));
      // The id becomes part of a cookie's name: nothing but its own spelling.
      return Optional.of(id).filter(i -> state.startsWith(i.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Attempt[id=" + id + "]";
  }
}
