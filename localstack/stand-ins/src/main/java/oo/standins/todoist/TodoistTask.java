package oo.standins.todoist;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task, with Todoist's names. Change a {@link #copy} and give that to {@link AccountTasks#put}.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class TodoistTask implements Cloneable {
  /** The day by which it must be done, {@code 2026-03-01}. */
  record Deadline(String date, @Nullable String lang) {
    Deadline {
      date = LocalDate.parse(date).toString();
      lang = "en";
    }
  }

  /**
   * How long it takes.
   *
   * @param unit {@code minute} or {@code day}
   */
  record Duration(int amount, String unit) {
    Duration {
      if (amount < 1 || !(unit.equals("minute") || unit.equals("day"))) {
        throw new IllegalArgumentException("no duration");
      }
    }
  }

  String id = "";
  String userId = "";
  String projectId = "";
  @Nullable String sectionId;
  @Nullable String parentId;
  String content = "";
  String description = "";

  /** 4 is the most urgent. */
  int priority = 1;

  List<String> labels = List.of();
  @Nullable TodoistDue due;
  @Nullable Deadline deadline;
  @Nullable Duration duration;
  int childOrder;

  /** The user that it is assigned to. */
  @Nullable String responsibleUid;

  boolean checked;

  /** A deleted task is kept, because incremental reads report the deletion. */
  boolean isDeleted;

  @Nullable Instant addedAt;

  /** Later after each change. */
  @Nullable Instant updatedAt;

  @Nullable Instant completedAt;

  /** That of the last change to it. */
  long version;

  private TodoistTask() {}

  TodoistTask(String id, String userId, String projectId, String content) {
    this.id = id;
    this.userId = userId;
    this.projectId = projectId;
    this.content = content;
  }

  TodoistTask copy() {
    try {
      return (TodoistTask) clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isOpen() {
    return !checked && !isDeleted;
  }

  /** A task whose content begins with a star is a heading, without a box to tick. */
  boolean isCompletable() {
    return !content.startsWith("* ");
  }
}
