package oo.connectors.pebble;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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
    long version,
    Instant changedAt) {
  enum State {
    open,
    closed,
    deleted
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
    return new Task(
        title,
        null,
        "Pebble",
        front + "/t/" + id,
        null,
        List.of(),
        null,
        due == null ? null : new Due.OnDate(LocalDate.parse(due)),
        null,
        everyDay,
        null,
        occurrence(),
        true);
  }
}
