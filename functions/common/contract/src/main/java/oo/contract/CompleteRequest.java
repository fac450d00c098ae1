package oo.contract;

import java.util.UUID;

/** {@code eventId} is made by the page before it sends, so that a repetition is the same tap. */
public record CompleteRequest(UUID eventId) {}
