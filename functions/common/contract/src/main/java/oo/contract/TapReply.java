package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What holds now.
 *
 * @param delivery how far the closing at the source has come
 * @param undoUntil until when the page offers to undo
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
