package oo.connectors;

import java.net.URI;

/** An authorization code to exchange, with its attempt's PKCE verifier and redirect URI. */
public record CodeExchange(String code, String codeVerifier, URI redirectUri) {
  @Override
  public String toString() {
    return "Exchange[...]";
  }
}
