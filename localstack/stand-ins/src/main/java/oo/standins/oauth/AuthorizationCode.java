package oo.standins.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization code is bound to. Its first use ends it.
 *
 * @param userId whom it lets in
 * @param challenge of PKCE, S256
 */
public record AuthorizationCode(
    String code,
    String userId,
    String clientId,
    String redirectUri,
    String scope,
    @Nullable String nonce,
    String challenge,
    Instant expiresAt) {
  static final Duration LIFE = Duration.ofMinutes(10);

  /** Whether this client may still redeem it. */
  public boolean isGoodFor(OAuthClient client, Instant now) {
    return clientId.equals(client.id()) && now.isBefore(expiresAt);
  }

  /** Whether the verifier is that of the challenge. */
  public boolean isVerifiedBy(Optional<String> verifier) {
    return verifier.filter(sent -> SecretStrings.verifies(sent, challenge)).isPresent();
  }
}
