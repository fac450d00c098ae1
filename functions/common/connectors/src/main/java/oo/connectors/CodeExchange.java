package oo.connectors;

import java.net.URI;

/** A code to exchange, with the verifier and the redirect URI of its attempt. */
public record CodeExchange(String code, String codeVerifier, URI redirectUri) {
  @Override
  public String toString() {
    return "Exchange[...]";
  }
}
