package oo.connectors.todoist;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import oo.connectors.todoist.Item.ItemDue;
import oo.contract.Json;
import oo.signals.ConnectionRef;
import oo.signals.Due;
import oo.signals.NormalizedEvent;
import oo.signals.NormalizedEvent.Kind;
import oo.signals.Occurrence;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;

/** Maps Todoist's items to oO's tasks and events. */
final class TodoistTasks {
  private static final String SOURCE = "Todoist";

  /** Prefix of a heading, which cannot be completed. */
  private static final String HEADING = "* ";

  private final String app;

  /**
   * @param app origin of Todoist's web app
   */
  TodoistTasks(String app) {
    this.app = app;
  }

  NormalizedEvent event(ConnectionRef connection, Item item, TodoistCursor cursor, Instant now) {
    Task task = item.isDeleted() ? null : task(item, cursor);
    Kind kind =
        item.isDeleted()
            ? Kind.DELETED
            : item.checked()
                ? Kind.CLOSED
                : item.updatedAt() == null || item.updatedAt().equals(item.addedAt())
                    ? Kind.OPENED
                    : Kind.CHANGED;
    // updated_at does not change with the project's name, so the version includes all features.
    String version =
        item.updatedAt() + "\n" + (task == null ? "" : Json.mapper().writeValueAsString(task));
    return NormalizedEvent.of(connection, item.id(), kind, version, at(item, now), now, task);
  }

  /** The task is no longer open, and Todoist did not send its present state. */
  static NormalizedEvent over(ConnectionRef connection, String subject, Kind kind, Instant now) {
    return NormalizedEvent.of(connection, subject, kind, "over " + now, now, now, null);
  }

  private static Instant at(Item item, Instant now) {
    return Stream.of(item.updatedAt(), item.completedAt(), item.addedAt())
        .map(TodoistTasks::instant)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(now);
  }

  /** Null when absent or malformed. */
  static @Nullable Instant instant(@Nullable String time) {
    return time != null && Due.parse(time, ZoneOffset.UTC) instanceof Due.At(var at, var zone)
        ? at
        : null;
  }

  Task task(Item item, TodoistCursor cursor) {
    String content = item.content() == null ? "" : item.content();
    String assigned = item.responsibleUid();
    boolean own = assigned == null || assigned.equals(cursor.user());
    Integer priority = item.priority();
    return Task.titled(content, SOURCE)
        .body(blankToNull(item.description()))
        .deepLink(app + "/app/task/" + URLEncoder.encode(item.id(), StandardCharsets.UTF_8))
        .project(item.projectId() == null ? null : cursor.projects().get(item.projectId()))
        .labels(item.labels() == null ? List.of() : item.labels())
        .priority(priority == null || priority < 1 || priority > 4 ? null : 5 - priority)
        .due(due(item.due()))
        .deadline(deadline(item.deadline()))
        .recurring(item.recurring())
        .minutes(minutes(item.duration()))
        .occurrence(occurrence(item))
        .completable(own && !content.startsWith(HEADING))
        .parent(blankToNull(item.parentId()))
        .section(blankToNull(item.sectionId()))
        .order(item.childOrder())
        .addedAt(instant(item.addedAt()))
        .build();
  }

  static Occurrence occurrence(Item item) {
    return Occurrence.of(item.due() == null ? null : item.due().asSent());
  }

  /** Null for a form that oO does not know: the task stays, without a date. */
  private static @Nullable Due due(@Nullable ItemDue due) {
    String sent = due == null ? null : due.asSent();
    return due == null || sent == null ? null : Due.parse(sent, zone(due.timezone()));
  }

  private static ZoneId zone(@Nullable String zone) {
    try {
      return zone == null || zone.isBlank() ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private static @Nullable LocalDate deadline(Item.@Nullable Deadline deadline) {
    if (deadline == null || deadline.date() == null) {
      return null;
    }
    try {
      return LocalDate.parse(deadline.date());
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Null for a duration in days, which is a span of dates and no estimate. */
  private static @Nullable Integer minutes(Item.@Nullable Duration duration) {
    return duration != null && "minute".equals(duration.unit()) ? duration.amount() : null;
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
