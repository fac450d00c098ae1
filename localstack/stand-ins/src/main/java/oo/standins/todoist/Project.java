package oo.standins.todoist;

import java.time.Instant;

/** A list of tasks; {@code isShared} when others are in it too. */
record Project(
    String id,
    String userId,
    String name,
    boolean inboxProject,
    boolean isShared,
    int childOrder,
    Instant updatedAt,
    long version)
    implements Row {}
