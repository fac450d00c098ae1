package oo.connectors.todoist;

import org.jspecify.annotations.Nullable;

record Project(String id, @Nullable String name, boolean isDeleted, boolean isArchived) {

  /** Neither deleted nor archived: its tasks are in a read. */
  boolean active() {
    return !isDeleted && !isArchived;
  }
}
