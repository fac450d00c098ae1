package oo.connectors.oauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import oo.connectors.Provider;
import oo.contract.Json;

/**
 * What has to be known of a provider's OAuth: one JSON row in its package, which {@code
 * oauth-facts.schema.json} describes. Endpoints are pinned, never discovered.
 *
 * @param provider its id in routes and rows; in capitals it begins the names of its settings
 * @param name for people
 * @param front where browsers go, an origin
 * @param back where servers go, an origin
 * @param authorize a path at {@code front}
 * @param token a path at {@code back}
 * @param revoke a path at {@code back} (RFC 7009)
 * @param scopes all that oO asks for
 * @param scopeSeparator between them; RFC 6749 says a space, not everyone does
 * @param clientRefused what the token endpoint answers as {@code error} when it does not know
 *     client id or secret, besides RFC 6749's own
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
    List<String> clientRefused) {

  public OauthFacts {
    scopes = List.copyOf(scopes);
    clientRefused = List.copyOf(clientRefused);
  }

  /** Reads the row beside a class. */
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
