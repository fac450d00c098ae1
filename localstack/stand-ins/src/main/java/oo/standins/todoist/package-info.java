/**
 * Todoist: its OAuth with rotating tokens, the tasks and their recurrence, REST and sync, limits,
 * and the account that looks like a real person's. Nothing of Google.
 */
@NullMarked
package oo.standins.todoist;

import org.jspecify.annotations.NullMarked;
