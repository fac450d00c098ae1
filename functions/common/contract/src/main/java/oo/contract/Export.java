package oo.contract;

import java.time.Instant;

/** A signed link that needs no cookie and dies at {@code expiresAt}. */
public record Export(String url, Instant expiresAt) {}
