package oo.standins.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization code is bound to. Its first use ends it.
 *
 * @param userId whom it lets in
 * @param redirectUri as sent; null when it was left out
 * @param challenge of PKCE, S256
 */
public record AuthorizationCode(
    String code,
    String userId,
    String clientId,
    @Nullable String redirectUri,
    String scope,
    @Nullable String nonce,
    @Nullable String challenge,
    Instant expiresAt) {

  static final Duration LIFE = Duration.ofMinutes(10);

  /** Whether the verifier is that of the challenge; without a challenge there must be none. */
  public boolean isVerifiedBy(Optional<String> verifier) {
    return challenge == null
        ? verifier.isEmpty()
        : verifier.filter(sent -> SecretStrings.verifies(sent, challenge)).isPresent();
  }
}
