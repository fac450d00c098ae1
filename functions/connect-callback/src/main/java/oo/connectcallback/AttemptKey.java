package oo.connectcallback;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import oo.host.base.UserId;
import oo.host.http.Cookies;
import oo.host.http.Header;
import oo.host.http.Request;

/**
 * What identifies an attempt in a callback. The state, which the provider sees, names the attempt;
 * the attempt's cookie, which the provider never sees, names the user. Each contains a secret.
 *
 * @param state as sent
 * @param secret of the cookie
 */
record AttemptKey(UserId user, UUID attempt, String state, String secret) {

  static String state(UUID attempt, String secret) {
    return attempt + "." + secret;
  }

  /** Reads a callback; empty when state or cookie is missing or malformed. */
  static Optional<AttemptKey> of(Request request, String state) {
    return idOf(state)
        .flatMap(attempt ->
            request
                .cookie(Cookies.ATTEMPT + attempt)
                .flatMap(cookie ->
                    idOf(cookie)
                        .map(user ->
                            new AttemptKey(
                                new UserId(user),
                                attempt,
                                state,
                                cookie.substring(cookie.indexOf('.') + 1)))));
  }

  /**
   * An attempt's cookie. It outlives the attempt's row, so that a late callback is answered with
   * {@code attempt_expired}.
   */
  static Header cookie(UserId user, UUID attempt, String secret) {
    return cookie(user, attempt, secret, Duration.ofHours(1));
  }

  /** Keeps the cookie for as long as the same callback is answered the same way again. */
  Header again() {
    return cookie(user, attempt, secret, Duration.ofMinutes(2));
  }

  private static Header cookie(UserId user, UUID attempt, String secret, Duration life) {
    return Cookies.attempt(attempt.toString(), user + "." + secret, life);
  }

  /** The callback's path; the redirect URI with it is registered at the provider. */
  static String path(String provider) {
    return "/api/connectors/" + provider + "/callback";
  }

  /** The id before the dot, in its canonical spelling: it becomes part of a cookie's name. */
  private static Optional<UUID> idOf(String text) {
    int dot = text.indexOf('.');
    if (dot != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(text.substring(0, dot)))
          .filter(id -> text.startsWith(id.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "AttemptKey[" + attempt + "]";
  }
}
