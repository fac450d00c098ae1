package oo.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.UUID;

/** The page makes {@code eventId} before it sends, so that a retry is the same tap. */
public record CompleteRequest(@JsonSetter(nulls = Nulls.FAIL) UUID eventId) {}
