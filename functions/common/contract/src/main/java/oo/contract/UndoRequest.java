package oo.contract;

import java.util.UUID;

/** {@code undoes} names the event to undo; it need not have arrived. */
public record UndoRequest(UUID eventId, UUID undoes) {}
