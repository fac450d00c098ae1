package oo.connectors.todoist;

import org.jspecify.annotations.Nullable;

/**
 * The person's account. Todoist sends tokens beside these fields; they are not read, and what was
 * sent is kept nowhere.
 */
record Account(@Nullable String id, @Nullable String email, @Nullable String fullName) {}
