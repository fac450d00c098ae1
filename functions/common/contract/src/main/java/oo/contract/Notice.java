package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that happened at the source after a tap and that the person should know. */
public record Notice(
    UUID id, Kind kind, String title, String detail, @Nullable String deepLink, Instant at) {
  public enum Kind {
    /** The source will not do it. */
    refused,
    /** A recurring task's date moved meanwhile; nothing was sent. */
    moved,
    /** It was closed before the undo could be acted on, and cannot be reopened. */
    undo_too_late
  }
}
