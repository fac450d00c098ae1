package oo.standins.todoist;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task; its components are Todoist's field names.
 *
 * @param priority 4 is the most urgent
 * @param responsibleUid whom it is assigned to
 * @param isDeleted kept as a tombstone, so that an incremental read can tell of it
 * @param updatedAt later after each change
 */
record Task(
    String id,
    String userId,
    String projectId,
    @Nullable String sectionId,
    @Nullable String parentId,
    String content,
    String description,
    int priority,
    List<String> labels,
    @Nullable Due due,
    @Nullable Deadline deadline,
    @Nullable Duration duration,
    int childOrder,
    @Nullable String responsibleUid,
    boolean checked,
    boolean isDeleted,
    Instant addedAt,
    Instant updatedAt,
    @Nullable Instant completedAt,
    long version)
    implements Row {

  /** The day by which it must be done, {@code 2026-03-01}. */
  record Deadline(String date, String lang) {}

  /** How long it takes; the unit is {@code minute} or {@code day}. */
  record Duration(int amount, String unit) {}

  Task {
    labels = List.copyOf(labels);
  }

  /** Todoist's convention: a task that begins so is a heading and has no box to tick. */
  boolean completable() {
    return !content.startsWith("* ");
  }

  boolean open() {
    return !checked && !isDeleted;
  }

  static Edit with(String id, String userId, String projectId, String content) {
    return new Edit(id, userId, projectId, content);
  }

  Edit edit() {
    Edit edit = new Edit(id, userId, projectId, content);
    edit.sectionId = sectionId;
    edit.parentId = parentId;
    edit.description = description;
    edit.priority = priority;
    edit.labels = labels;
    edit.due = due;
    edit.deadline = deadline;
    edit.duration = duration;
    edit.childOrder = childOrder;
    edit.responsibleUid = responsibleUid;
    edit.checked = checked;
    edit.isDeleted = isDeleted;
    edit.completedAt = completedAt;
    edit.addedAt = addedAt;
    return edit;
  }

  /** A task in the making; {@link Book#put} stamps and keeps it. */
  static final class Edit {
    final String id;
    final String userId;
    String projectId;
    @Nullable String sectionId;
    @Nullable String parentId;
    String content;
    String description = "";
    int priority = 1;
    List<String> labels = List.of();
    @Nullable Due due;
    @Nullable Deadline deadline;
    @Nullable Duration duration;
    int childOrder;
    @Nullable String responsibleUid;
    boolean checked;
    boolean isDeleted;
    @Nullable Instant addedAt;
    @Nullable Instant completedAt;

    private Edit(String id, String userId, String projectId, String content) {
      this.id = id;
      this.userId = userId;
      this.projectId = projectId;
      this.content = content;
    }

    Task stamped(Instant at, long version) {
      return new Task(
          id,
          userId,
          projectId,
          sectionId,
          parentId,
          content,
          description,
          priority,
          labels,
          due,
          deadline,
          duration,
          childOrder,
          responsibleUid,
          checked,
          isDeleted,
          addedAt == null ? at : addedAt,
          at,
          completedAt,
          version);
    }
  }
}
