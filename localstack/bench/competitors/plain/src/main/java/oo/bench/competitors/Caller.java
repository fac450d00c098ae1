package oo.bench.competitors;

import java.time.Instant;
import java.util.UUID;

/** The user of an access token with a valid signature. */
record Caller(UUID user, UUID session, int generation, Instant expires) {}
