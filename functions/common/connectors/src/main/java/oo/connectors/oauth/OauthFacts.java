package oo.connectors.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import oo.connectors.Provider;
import oo.contract.Json;

/**
 * The facts of a provider's OAuth: one JSON file in its package, described by {@code
 * oauth-facts.schema.json}. Endpoints are pinned, never discovered.
 *
 * @param provider its id in routes and rows; in capitals, the prefix of its settings
 * @param name for people
 * @param front origin for browsers
 * @param back origin for servers
 * @param authorize a path at {@code front}
 * @param token a path at {@code back}
 * @param revoke a path at {@code back} (RFC 7009)
 * @param scopes all scopes that oO requests
 * @param scopeSeparator a space (RFC 6749), or the provider's deviation
 * @param clientRefused further {@code error} codes by which the token endpoint rejects the client
 *     id or secret, in addition to RFC 6749's
 * @param codeRefused further codes by which it rejects an authorization code, in addition to {@code
 *     invalid_grant}
 * @param grantEnded further codes by which it says that a refresh token is no longer valid, in
 *     addition to {@code invalid_grant}; no other code ends a grant
 */
public record OauthFacts(
    String provider,
    String name,
    String front,
    String back,
    String authorize,
    String token,
    String revoke,
    List<String> scopes,
    String scopeSeparator,
    List<String> clientRefused,
    List<String> codeRefused,
    List<String> grantEnded) {

  public OauthFacts {
    scopes = List.copyOf(scopes);
    clientRefused = List.copyOf(clientRefused);
    codeRefused = List.copyOf(codeRefused);
    grantEnded = List.copyOf(grantEnded);
  }

  /** Reads the file in a class's package. */
  public static OauthFacts beside(Class<?> type, String file) {
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not beside " + type.getName());
      }
      return Json.mapper().readValue(in, OauthFacts.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Provider toProvider() {
    return new Provider(provider, name);
  }

  /** The name of a setting of this provider, e.g. {@code TODOIST_CLIENT_ID}. */
  public String setting(String suffix) {
    return provider.toUpperCase(Locale.ROOT).replace('-', '_') + "_" + suffix;
  }
}
