package oo.standins.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * An application registered at a stand-in.
 *
 * @param redirectUris compared character by character
 */
public record OAuthClient(
    @JsonProperty("client_id") String id,
    @JsonProperty("client_secret") String secret,
    List<String> redirectUris) {
  public OAuthClient {
    if (id.isBlank() || secret.isBlank()) {
      throw new IllegalArgumentException("A client has an id and a secret.");
    }
    redirectUris = List.copyOf(redirectUris);
  }

  public static OAuthClient of(String id, String secret, String... redirectUris) {
    return new OAuthClient(id, secret, List.of(redirectUris));
  }

  @Override
  public String toString() {
    return "OAuthClient[" + id + "]";
  }
}
