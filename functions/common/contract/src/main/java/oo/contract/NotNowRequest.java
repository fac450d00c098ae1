package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code until}: at most 30 days ahead; one hour ahead when absent. */
public record NotNowRequest(UUID eventId, @Nullable Instant until) {}
