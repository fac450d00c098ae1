package oo.connectors.oauth;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import oo.connectors.http.Fields;
import oo.connectors.http.ProviderResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a response of the token or revocation endpoint says, as far as it is the provider's own (RFC
 * 6749, 5; RFC 7009, 2.2). This is the one class that reads a status of them.
 */
sealed interface OauthAnswer {

  /**
   * @param refresh null when none was sent
   * @param whole false when a refresh token was sent that oO cannot read
   * @param life of the access token; null when the provider did not say a positive number
   */
  record Tokens(String access, @Nullable String refresh, boolean whole, @Nullable Duration life)
      implements OauthAnswer {
    /** Without the tokens. */
    @Override
    public String toString() {
      return "Tokens[...]";
    }
  }

  /** The token no longer opens anything. */
  record Revoked() implements OauthAnswer {}

  /**
   * An error in the provider's words.
   *
   * @param code what {@code error} says
   * @param retryAfter as asked for; null when it was not
   */
  record Failed(String code, @Nullable Duration retryAfter) implements OauthAnswer {}

  /** The provider failed, or something else answered: what became of the request is unknown. */
  record Unclear(boolean later, @Nullable Duration retryAfter) implements OauthAnswer {}

  /** What an access token may consist of, that a header and a column can hold. */
  String TOKEN = "[!-~]{1,8192}";

  String ERROR = "[A-Za-z0-9_.-]{1,100}";

  /** Longer lives are cut: some providers say thousands of years for "for ever". */
  Duration LONGEST_LIFE = Duration.ofDays(3650);

  /** RFC 6750's word for a token that is expired, revoked or malformed. */
  Set<String> TOKEN_UNKNOWN = Set.of("invalid_token");

  static OauthAnswer ofToken(ProviderResponse response) {
    try (response) {
      boolean granted = response.status() >= 200 && response.status() < 300;
      Optional<Fields> fields = response.document().flatMap(Fields::of);
      boolean tokens = fields.filter(found -> found.has("access_token")).isPresent();
      Optional<String> error = error(response, fields);
      if (tokens && granted && error.isEmpty()) {
        return fields.flatMap(OauthAnswer::tokens).orElseGet(() -> unclear(response));
      }
      return tokens || error.isEmpty()
          ? unclear(response)
          : new Failed(error.get(), response.retryAfter());
    }
  }

  static OauthAnswer ofRevocation(ProviderResponse response) {
    try (response) {
      Optional<JsonNode> document = response.document();
      Optional<String> error = error(response, document.flatMap(Fields::of));
      if (error.isPresent()) {
        return TOKEN_UNKNOWN.contains(error.get())
            ? new Revoked()
            : new Failed(error.get(), response.retryAfter());
      }
      boolean ended = response.status() == 200 || response.status() == 204;
      boolean nothing =
          response.isEmpty()
              || document
                  .filter(said -> said.isNull() || said.isObject() && said.isEmpty())
                  .isPresent();
      return ended && nothing ? new Revoked() : unclear(response);
    }
  }

  /** Some providers send an error with 200. */
  private static Optional<String> error(ProviderResponse response, Optional<Fields> fields) {
    boolean own = response.status() == 200 || response.status() == 400 || response.status() == 401;
    return fields
        .map(found -> found.get("error"))
        .filter(error -> own && error.isString() && error.stringValue().matches(ERROR))
        .map(JsonNode::stringValue);
  }

  private static OauthAnswer unclear(ProviderResponse response) {
    return new Unclear(response.status() == 429, response.retryAfter());
  }

  /**
   * Lenient in what does not open anything: {@code token_type}, {@code scope} and more are not
   * read.
   */
  private static Optional<OauthAnswer> tokens(Fields fields) {
    JsonNode access = fields.get("access_token");
    JsonNode refresh = fields.get("refresh_token");
    if (!isToken(access)) {
      return Optional.empty();
    }
    boolean none =
        refresh.isMissingNode()
            || refresh.isNull()
            || refresh.isString() && refresh.stringValue().isBlank();
    return Optional.of(
        new Tokens(
            access.stringValue(),
            isToken(refresh) ? refresh.stringValue() : null,
            none || isToken(refresh),
            life(fields.get("expires_in"))));
  }

  private static boolean isToken(JsonNode node) {
    return node.isString() && node.stringValue().matches(TOKEN);
  }

  private static @Nullable Duration life(JsonNode expiresIn) {
    double seconds;
    try {
      seconds =
          expiresIn.isString() || expiresIn.isNumber()
              ? Double.parseDouble(expiresIn.asString().strip())
              : 0;
    } catch (NumberFormatException e) {
      return null;
    }
    if (!(seconds > 0)) {
      return null;
    }
    return seconds >= LONGEST_LIFE.toSeconds()
        ? LONGEST_LIFE
        : Duration.ofMillis(Math.max(1, (long) (seconds * 1000)));
  }
}
