package oo.bench.coldstart.work;

import java.time.Instant;
import java.util.UUID;

/** Who has a token with a good signature. */
record Caller(UUID user, UUID session, Instant expires) {}
