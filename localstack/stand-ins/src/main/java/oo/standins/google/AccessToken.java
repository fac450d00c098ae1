package oo.standins.google;

import java.time.Instant;

/** Opens the profile of one account. */
record AccessToken(String token, String sub, String scope, Instant expiresAt) {}
