package oo.standins.google;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An authorization code's bindings; gone with its first use. */
record Code(
    String code,
    String sub,
    String clientId,
    String redirectUri,
    String scope,
    @Nullable String nonce,
    @Nullable String challenge,
    Instant expiresAt) {}
