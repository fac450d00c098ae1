package oo.standins.todoist;

import java.time.Instant;

/**
 * A list of tasks.
 *
 * @param isShared whether others are in it too
 * @param version that of the account's last change when it was made
 */
record TodoistProject(
    String id,
    String userId,
    String name,
    boolean inboxProject,
    boolean isShared,
    int childOrder,
    Instant updatedAt,
    long version) {}
