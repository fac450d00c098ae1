package oo.connectors.pebble;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import oo.connectors.http.Fields;
import oo.signals.ConnectionRef;
import oo.signals.Due;
import oo.signals.NormalizedEvent;
import oo.signals.NormalizedEvent.Kind;
import oo.signals.Occurrence;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;

/**
 * A task as Pebble sends it.
 *
 * @param due a date; null when absent
 * @param everyDay closing the task moves its date by a day
 * @param version grows with every change
 */
record PebbleTask(
    String id,
    String title,
    State state,
    @Nullable String due,
    boolean everyDay,
    int version,
    Instant changedAt) {
  enum State {
    open,
    closed,
    deleted
  }

  private static final int LONGEST_TITLE = 500;
  private static final int LONGEST_TIME = 40;

  /** Empty when it cannot be read. */
  static Optional<PebbleTask> read(Fields fields) {
    try {
      String id = fields.id("id");
      String title = fields.needed("title", LONGEST_TITLE);
      Integer version = fields.integer("version");
      String state = fields.text("state", LONGEST_TIME);
      String changedAt = fields.text("changed_at", LONGEST_TIME);
      if (id == null || title == null || version == null || state == null || changedAt == null) {
        return Optional.empty();
      }
      return Optional.of(
          new PebbleTask(
              id,
              title,
              State.valueOf(state),
              fields.needed("due", LONGEST_TIME),
              fields.flag("every_day"),
              version,
              Instant.parse(changedAt)));
    } catch (Fields.Unreadable | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  boolean is(State other) {
    return state == other;
  }

  /** Identifies one occurrence of a recurring task. */
  Occurrence occurrence() {
    return Occurrence.of(due);
  }

  /**
   * @param front origin of Pebble's web app
   */
  NormalizedEvent event(ConnectionRef connection, String front, Instant now) {
    return NormalizedEvent.of(
        connection,
        id,
        switch (state) {
          case open -> version == 1 ? Kind.OPENED : Kind.CHANGED;
          case closed -> Kind.CLOSED;
          case deleted -> Kind.DELETED;
        },
        String.valueOf(version),
        changedAt,
        now,
        is(State.open) ? task(front) : null);
  }

  private Task task(String front) {
    return Task.titled(title, "Pebble")
        .deepLink(front + "/t/" + id)
        .due(due == null ? null : Due.parse(due, ZoneOffset.UTC))
        .recurring(everyDay)
        .occurrence(occurrence())
        .build();
  }
}
