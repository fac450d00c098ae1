package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event at the source after a tap, or of a session, to tell the person. */
public record Notice(
    UUID id, Kind kind, String title, String detail, @Nullable String deepLink, Instant at) {
  public enum Kind {
    /** The source refuses the change. */
    refused,
    /** A recurring task's date changed before the delivery; nothing was sent. */
    moved,
    /** The task was closed before the undo, and cannot be reopened. */
    undo_too_late,
    /** The connection was ended before the change was made. */
    dropped,
    /** The task was done in two tips and undone in one, so that it is open at the source. */
    taken_back,
    /** Other tasks were closed with it. */
    closed_with,
    /** A sign-in was used by two browsers, and was ended; about no task. */
    session_reuse
  }
}
