package oo.connectors;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An authorization code to exchange, with its attempt's PKCE verifier and redirect URI.
 *
 * @param iss who says to have sent the code (RFC 9207); null when the response did not say it
 */
public record CodeExchange(
    String code, String codeVerifier, URI redirectUri, @Nullable String iss) {
  @Override
  public String toString() {
    return "Exchange[...]";
  }
}
