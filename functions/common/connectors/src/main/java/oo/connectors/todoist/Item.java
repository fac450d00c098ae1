package oo.connectors.todoist;

import java.util.List;
import java.util.Optional;
import oo.connectors.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A task as Todoist sends it, in a sync or by itself. What decides whether and how oO may act on
 * the task must be readable; every other field that is not as documented is dropped.
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

  /** Todoist's limits (https://developer.todoist.com/api/v1/), in characters. */
  private static final int LONGEST_CONTENT = 500;

  private static final int LONGEST_DESCRIPTION = 16_383;
  private static final int LONGEST_LABEL = 128;
  private static final int MOST_LABELS = 500;

  /** Of a date, time or zone; longer than any of them. */
  private static final int LONGEST_TIME = 100;

  /** Empty when it cannot be read. */
  static Optional<Item> read(Fields fields) {
    try {
      return Optional.ofNullable(readable(fields));
    } catch (Fields.Unreadable e) {
      return Optional.empty();
    }
  }

  private static @Nullable Item readable(Fields fields) {
    String id = fields.id("id");
    boolean checked = fields.flag("checked");
    boolean deleted = fields.flag("is_deleted");
    String content = fields.needed("content", LONGEST_CONTENT);
    if (id == null || (content == null && !checked && !deleted)) {
      return null;
    }
    return new Item(
        id,
        content,
        fields.text("description", LONGEST_DESCRIPTION),
        fields.text("project_id", LONGEST_TIME),
        fields.text("section_id", LONGEST_TIME),
        fields.id("parent_id"),
        fields.integer("child_order"),
        fields.texts("labels", MOST_LABELS, LONGEST_LABEL),
        fields.integer("priority"),
        ItemDue.read(fields.neededObject("due")),
        Deadline.read(fields.object("deadline")),
        Duration.read(fields.object("duration")),
        fields.id("responsible_uid"),
        checked,
        deleted,
        fields.text("added_at", LONGEST_TIME),
        fields.text("updated_at", LONGEST_TIME),
        fields.text("completed_at", LONGEST_TIME));
  }

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

    private static @Nullable ItemDue read(@Nullable Fields due) {
      return due == null
          ? null
          : new ItemDue(
              due.needed("date", LONGEST_TIME),
              due.needed("datetime", LONGEST_TIME),
              due.text("timezone", LONGEST_TIME),
              due.flag("is_recurring"));
    }

    /** The due date exactly as sent; {@code datetime} when both are present. */
    @Nullable String asSent() {
      return datetime != null ? datetime : date;
    }
  }

  record Deadline(@Nullable String date) {
    private static @Nullable Deadline read(@Nullable Fields deadline) {
      return deadline == null ? null : new Deadline(deadline.text("date", LONGEST_TIME));
    }
  }

  /**
   * @param unit {@code minute} or {@code day}
   */
  record Duration(@Nullable Integer amount, @Nullable String unit) {
    private static @Nullable Duration read(@Nullable Fields duration) {
      return duration == null
          ? null
          : new Duration(duration.integer("amount"), duration.text("unit", LONGEST_TIME));
    }
  }

  boolean recurring() {
    return due != null && due.isRecurring();
  }
}
