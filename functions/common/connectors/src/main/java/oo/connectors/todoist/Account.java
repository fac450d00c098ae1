package oo.connectors.todoist;

import org.jspecify.annotations.Nullable;

/** The person's account. Todoist also sends tokens, which are neither read nor stored. */
record Account(@Nullable String id, @Nullable String email, @Nullable String fullName) {}
