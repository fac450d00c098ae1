package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state after a tap.
 *
 * @param delivery state of the change at the source
 * @param undoUntil until when the page offers an undo
 * @param until with {@code not_now}, when the task comes back
 */
public record TapReply(
    UUID tipId,
    State state,
    Delivery delivery,
    @Nullable Instant undoUntil,
    @Nullable Instant until) {
  public enum State {
    done,
    undone,
    not_now
  }

  public enum Delivery {
    none,
    waiting,
    sending,
    delivered,
    refused,
    cancelled,
    reopening,
    reopened
  }
}
