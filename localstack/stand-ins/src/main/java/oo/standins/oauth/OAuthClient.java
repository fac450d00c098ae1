package oo.standins.oauth;

import java.util.ArrayList;
import java.util.List;

/**
 * An application registered at a stand-in.
 *
 * @param id its client id
 * @param secret its client secret
 * @param redirectUris compared character by character
 * @param pkceRequired whether an authorization without a challenge is refused; one that is sent is
 *     always checked
 * @param longLived for Todoist: an application from before tokens rotated, with ten years and no
 *     refresh token
 */
public record OAuthClient(
    String id, String secret, List<String> redirectUris, boolean pkceRequired, boolean longLived) {

  public OAuthClient {
    if (id.isBlank() || secret.isBlank()) {
      throw new IllegalArgumentException("a client has an id and a secret");
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

  OAuthClient alsoTo(String redirectUri) {
    if (redirectUris.contains(redirectUri)) {
      return this;
    }
    List<String> more = new ArrayList<>(redirectUris);
    more.add(redirectUri);
    return new OAuthClient(id, secret, more, pkceRequired, longLived);
  }

  @Override
  public String toString() {
    return "OAuthClient[" + id + "]";
  }
}
