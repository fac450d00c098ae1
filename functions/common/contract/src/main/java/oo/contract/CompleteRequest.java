package oo.contract;

import java.util.UUID;

/** The page makes {@code eventId} before it sends, so that a retry is the same tap. */
public record CompleteRequest(UUID eventId) {}
