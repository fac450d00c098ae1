package oo.contract;

import java.util.UUID;

/** {@code undoes}: id of the event to undo, which may arrive later. */
public record UndoRequest(UUID eventId, UUID undoes) {}
