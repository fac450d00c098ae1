package oo.connectors.todoist;

import java.util.Optional;
import oo.connectors.http.Fields;
import org.jspecify.annotations.Nullable;

record Project(String id, @Nullable String name, boolean isDeleted, boolean isArchived) {
  private static final int LONGEST_NAME = 120;

  /** Empty when it cannot be read: its tasks then have no project's name. */
  static Optional<Project> read(Fields fields) {
    try {
      String id = fields.id("id");
      return id == null
          ? Optional.empty()
          : Optional.of(
              new Project(
                  id,
                  fields.text("name", LONGEST_NAME),
                  fields.flag("is_deleted"),
                  fields.flag("is_archived")));
    } catch (Fields.Unreadable e) {
      return Optional.empty();
    }
  }

  /** Neither deleted nor archived: its tasks are in a read. */
  boolean active() {
    return !isDeleted && !isArchived;
  }
}
