/**
 * Todoist: OAuth with rotating tokens, tasks and their recurrence, sync, limits, and the account
 * that looks like a real person's. Nothing of Google.
 */
@NullMarked
package oo.standins.todoist;

import org.jspecify.annotations.NullMarked;
