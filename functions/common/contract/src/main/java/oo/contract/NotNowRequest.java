package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code until}: at most 30 days ahead; an hour from now when left out. */
public record NotNowRequest(UUID eventId, @Nullable Instant until) {}
