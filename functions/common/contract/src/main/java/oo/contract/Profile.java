package oo.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param mail null where oO sends none
 */
public record Profile(
    UUID userId,
    @Nullable String email,
    @Nullable String name,
    Instant createdAt,
    @Nullable MailWishes mail,
    List<SessionView> sessions) {}
