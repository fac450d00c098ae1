package oo.signals;

import java.time.Instant;
import oo.host.base.UserId;
import org.jspecify.annotations.Nullable;

/**
 * What a person did with a tip. Accepted once: the same event again is not emitted.
 *
 * @param schema of this record
 * @param event made by the page before it sent
 * @param subject the task, at {@code connection}
 * @param undoes with {@code UNDONE}, the event that it undoes
 * @param until with {@code NOT_NOW}, when the task comes back; null when the tip is done or undone
 * @param effective whether it changed what the person's taps make of the tip; a repeated "done", or
 *     any tap after an undo, does not
 * @param at when it was recorded, by the database's clock
 * @param traceparent of the tap
 */
public record Feedback(
    int schema,
    EventId event,
    UserId user,
    DecisionId decision,
    ConnectionId connection,
    String subject,
    Kind kind,
    @Nullable EventId undoes,
    @Nullable Instant until,
    boolean effective,
    Instant at,
    @Nullable String traceparent)
    implements BusEvent {

  public static final int SCHEMA = 1;

  public enum Kind {
    DONE,
    NOT_NOW,
    UNDONE
  }
}
