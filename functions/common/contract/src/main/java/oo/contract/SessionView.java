package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record SessionView(
    UUID id, Instant createdAt, Instant lastSeenAt, @Nullable String userAgent, boolean current) {}
