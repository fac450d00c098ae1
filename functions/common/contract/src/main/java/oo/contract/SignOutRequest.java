package oo.contract;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** {@code everywhere}: true ends all of the user's sessions; false or absent ends this one. */
public record SignOutRequest(
    @JsonDeserialize(using = Json.Flag.class) @Nullable Boolean everywhere) {}
