package oo.connectcallback;

import java.util.Optional;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.http.Cookies;
import oo.host.http.Header;
import oo.host.http.Request;

/**
 * What a browser carries through a consent: the state, which the provider sees, names the attempt;
 * the attempt's own cookie, which the provider never sees, names its user. Each has a secret.
 *
 * @param state as sent
 * @param secret of the cookie
 */
record AttemptKey(UserId user, UUID attempt, String state, String secret) {

  /** The state of an attempt. */
  static String state(UUID attempt, String secret) {
    return attempt + "." + secret;
  }

  /** The attempt that a state names, whoever made it up. */
  static Optional<UUID> attemptOf(String state) {
    return before(state);
  }

  /** From what came back; empty when either half is missing or is no such thing. */
  static Optional<AttemptKey> of(Request request, String state) {
    return attemptOf(state)
        .flatMap(
            attempt ->
                request
                    .cookie(Cookies.ATTEMPT + attempt)
                    .flatMap(
                        cookie ->
                            before(cookie)
                                .map(
                                    user ->
                                        new AttemptKey(
                                            new UserId(user),
                                            attempt,
                                            state,
                                            cookie.substring(cookie.indexOf('.') + 1)))));
  }

  /**
   * The cookie of an attempt. It outlives its row, so that someone who comes back late is told that
   * it was late.
   */
  static Header cookie(UserId user, UUID attempt, String secret, String provider) {
    return Cookies.attempt(
        attempt.toString(), user + "." + secret, path(provider), java.time.Duration.ofHours(1));
  }

  static Header clear(UUID attempt, String provider) {
    return Cookies.clearAttempt(attempt.toString(), path(provider));
  }

  /** The callback's path, which is part of what is registered with the provider. */
  static String path(String provider) {
    return "/api/connectors/" + provider + "/callback";
  }

  private static Optional<UUID> before(String text) {
    int dot = text.indexOf('.');
    if (dot != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(text.substring(0, dot)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "AttemptKey[" + attempt + "]";
  }
}
