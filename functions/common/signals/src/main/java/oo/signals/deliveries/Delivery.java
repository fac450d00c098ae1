package oo.signals.deliveries;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.Occurrence;
import oo.signals.hints.DeliverHint;
import org.jspecify.annotations.Nullable;

/**
 * One change to make at the source.
 *
 * @param occurrence the round that is meant
 * @param commandId the provider's idempotency key, the same at every try
 * @param attempts claims so far
 * @param withdrawn the person took it back while it was being sent
 * @param closedWith the provider's ids of other tasks: those that closed with it, or those that
 *     reopen with it
 * @param settledAt null while it is pending
 */
public record Delivery(
    DecisionId decision,
    DeliverHint.Action action,
    ConnectionRef connection,
    String subject,
    Occurrence occurrence,
    boolean recurring,
    UUID commandId,
    State state,
    int attempts,
    boolean withdrawn,
    List<String> closedWith,
    Instant createdAt,
    @Nullable Instant settledAt) {

  /**
   * {@code WAITING} -> {@code SENDING} | {@code CANCELLED}; {@code SENDING} -> {@code DELIVERED} |
   * {@code WAITING} (the provider did not do it) | {@code REFUSED} (for good) | {@code CANCELLED}
   * (it did not, and was undone) | stays (unknown).
   */
  public enum State {
    WAITING,
    SENDING,
    DELIVERED,
    REFUSED,
    CANCELLED
  }

  /** Whether it is still to be delivered. */
  public boolean pending() {
    return state == State.WAITING || state == State.SENDING;
  }

  /** Whether it never happens. */
  public boolean never() {
    return state == State.REFUSED || state == State.CANCELLED;
  }

  public DeliverHint hint() {
    return new DeliverHint(connection.user(), decision, action);
  }
}
