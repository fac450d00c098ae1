package oo.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An unsealed grant. {@code toString} shows no secret.
 *
 * @param refreshToken null when the provider issues none
 * @param expiresAt expiry of the access token; null when it does not expire
 */
public record Credential(
    String accessToken, @Nullable String refreshToken, @Nullable Instant expiresAt) {
  @Override
  public String toString() {
    return "Credential[...]";
  }
}
