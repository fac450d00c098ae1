package oo.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code until}: at most 30 days ahead; one hour ahead when absent. */
public record NotNowRequest(
    @JsonSetter(nulls = Nulls.FAIL) UUID eventId, @Nullable Instant until) {}
