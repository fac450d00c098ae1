package oo.connectors.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;

/**
 * oO's client registration at one provider, and the provider's origins.
 *
 * @param front origin for browsers, without a trailing slash
 * @param back origin for this server, without a trailing slash
 */
public record OauthApp(String clientId, String clientSecret, String front, String back) {

  /**
   * Reads {@code X_CLIENT_ID}, {@code X_CLIENT_SECRET}, {@code X_BASE} and {@code X_BACK_CHANNEL},
   * where X is the provider. Empty when both id and secret are absent.
   *
   * @throws MissingSetting when only one of them is set, or a base is not an origin
   */
  public static Optional<OauthApp> from(Settings settings, OauthFacts facts) {
    String id = facts.setting("CLIENT_ID");
    String secret = facts.setting("CLIENT_SECRET");
    Optional<String> clientId = settings.optional(id);
    Optional<String> clientSecret = settings.optional(secret);
    Optional<String> base = settings.optional(facts.setting("BASE"));
    Optional<String> backChannel = settings.optional(facts.setting("BACK_CHANNEL"));
    if (clientId.isEmpty() && clientSecret.isEmpty()) {
      return Optional.empty();
    }
    String hint = facts.name() + " shows it where the application is registered.";
    String front = base.orElse(facts.front());
    // Another base is a stand-in: its secret must not be sent to the real provider.
    String back =
        backChannel.orElse(base.isPresent() && !front.equals(facts.front()) ? front : facts.back());
    boolean loopback = settings.siteOrigin().loopback();
    return Optional.of(
        new OauthApp(
            clientId.orElseThrow(() -> new MissingSetting(id, "is missing. " + hint)),
            clientSecret.orElseThrow(() -> new MissingSetting(secret, "is missing. " + hint)),
            origin(facts.setting("BASE"), front, loopback),
            origin(facts.setting("BACK_CHANNEL"), back, loopback)));
  }

  private static String origin(String name, String value, boolean loopback) {
    String plain = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    try {
      URI uri = URI.create(plain);
      boolean shape =
          uri.getHost() != null
              && (uri.getPath() == null || uri.getPath().isEmpty())
              && uri.getQuery() == null
              && uri.getFragment() == null
              && uri.getUserInfo() == null;
      boolean secure =
          "https".equals(uri.getScheme()) || (loopback && "http".equals(uri.getScheme()));
      if (shape && secure) {
        return plain;
      }
    } catch (IllegalArgumentException e) {
      // Not a URI; reported below.
    }
    throw new MissingSetting(
        name, "must be an origin such as https://example.org, https unless the site is loopback");
  }

  /**
   * Whether this provider may call itself so (RFC 9207): by the host of its consent page, or by a
   * domain that this host is in.
   */
  boolean isIssuer(String iss) {
    URI consent = URI.create(front);
    try {
      URI issuer = new URI(iss);
      return issuer.getHost() != null
          && consent.getScheme().equals(issuer.getScheme())
          && consent.getPort() == issuer.getPort()
          && issuer.getUserInfo() == null
          && (consent.getHost().equals(issuer.getHost())
              || issuer.getHost().contains(".")
                  && consent.getHost().endsWith("." + issuer.getHost()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "OauthApp[" + clientId + "]";
  }
}
