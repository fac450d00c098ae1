package oo.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An opened grant. It has no {@code toString} worth logging.
 *
 * @param refreshToken null when the provider gives none
 * @param expiresAt when the access token dies; null when it does not
 */
public record Credential(
    String accessToken, @Nullable String refreshToken, @Nullable Instant expiresAt) {
  @Override
  public String toString() {
    return "Credential[...]";
  }
}
