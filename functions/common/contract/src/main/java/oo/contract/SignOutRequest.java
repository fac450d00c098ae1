package oo.contract;

import org.jspecify.annotations.Nullable;

/** {@code everywhere}: true ends all of the user's sessions; false or absent ends this one. */
public record SignOutRequest(@Nullable Boolean everywhere) {}
