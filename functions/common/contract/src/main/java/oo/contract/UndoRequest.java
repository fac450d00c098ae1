package oo.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.UUID;

/** {@code undoes}: id of the event to undo, which may arrive later. */
public record UndoRequest(
    @JsonSetter(nulls = Nulls.FAIL) UUID eventId, @JsonSetter(nulls = Nulls.FAIL) UUID undoes) {}
