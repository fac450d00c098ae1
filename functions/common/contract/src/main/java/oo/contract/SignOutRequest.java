package oo.contract;

import org.jspecify.annotations.Nullable;

/** {@code everywhere}: all of the user's sessions; this one alone when false or left out. */
public record SignOutRequest(@Nullable Boolean everywhere) {}
