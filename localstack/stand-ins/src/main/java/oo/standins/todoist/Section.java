package oo.standins.todoist;

import java.time.Instant;

/** A part of a project. */
record Section(
    String id,
    String userId,
    String projectId,
    String name,
    int sectionOrder,
    Instant updatedAt,
    long version)
    implements Row {}
