package oo.contract;

import java.time.Instant;

/** A signed link that needs no cookie and expires at {@code expiresAt}. */
public record Export(String url, Instant expiresAt) {}
