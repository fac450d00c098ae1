package oo.standins.oauth;

import java.util.List;

/**
 * An application registered at a stand-in.
 *
 * @param redirectUris compared character by character
 * @param pkceRequired whether an authorization without a challenge is refused; a challenge that is
 *     sent is always checked
 * @param longLived for Todoist: an application of before 2026, whose tokens live ten years and have
 *     no refresh token
 */
public record OAuthClient(
    String id, String secret, List<String> redirectUris, boolean pkceRequired, boolean longLived) {

  public OAuthClient {
    if (id.isBlank() || secret.isBlank()) {
      throw new IllegalArgumentException("A client has an id and a secret.");
    }
    redirectUris = List.copyOf(redirectUris);
  }

  public static OAuthClient of(String id, String secret, String... redirectUris) {
    return new OAuthClient(id, secret, List.of(redirectUris), true, false);
  }

  public OAuthClient withoutPkce() {
    return new OAuthClient(id, secret, redirectUris, false, longLived);
  }

  public OAuthClient longLivedTokens() {
    return new OAuthClient(id, secret, redirectUris, pkceRequired, true);
  }

  @Override
  public String toString() {
    return "OAuthClient[" + id + "]";
  }
}
