package oo.connectors.todoist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as Todoist sends it, in a sync or by itself.
 *
 * @param id opaque
 * @param content Markdown
 * @param priority 4 is the most urgent
 * @param responsibleUid the assignee in a shared project
 */
record Item(
    String id,
    @Nullable String content,
    @Nullable String description,
    @Nullable String projectId,
    @Nullable String sectionId,
    @Nullable String parentId,
    @Nullable Integer childOrder,
    @Nullable List<String> labels,
    @Nullable Integer priority,
    @Nullable ItemDue due,
    @Nullable Deadline deadline,
    @Nullable Duration duration,
    @Nullable String responsibleUid,
    boolean checked,
    boolean isDeleted,
    @Nullable String addedAt,
    @Nullable String updatedAt,
    @Nullable String completedAt) {

  /**
   * @param date {@code 2026-03-01}, {@code 2026-03-01T09:30:00} (floating) or {@code
   *     2026-03-01T08:30:00.000000Z} (an instant, meant in {@code timezone})
   * @param datetime the last two forms, in older accounts
   */
  record ItemDue(
      @Nullable String date,
      @Nullable String datetime,
      @Nullable String timezone,
      boolean isRecurring) {

    /** The due date exactly as sent; {@code datetime} when both are present. */
    @Nullable String asSent() {
      return datetime != null ? datetime : date;
    }
  }

  record Deadline(@Nullable String date) {}

  /**
   * @param unit {@code minute} or {@code day}
   */
  record Duration(@Nullable Integer amount, @Nullable String unit) {}

  boolean recurring() {
    return due != null && due.isRecurring();
  }
}
