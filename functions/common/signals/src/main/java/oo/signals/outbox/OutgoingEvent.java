package oo.signals.outbox;

import oo.host.base.UserId;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits to be published.
 *
 * @param seq grows in the order in which the events of a connection were committed
 * @param id the same at every try
 * @param kind such as {@code task_closed} or {@code tip_done}
 * @param schema of the payload
 * @param payload JSON
 * @param traceparent of the call that made it; null when no call did
 * @param attempts how often a publisher took it, this one included
 */
public record OutgoingEvent(
    UserId user,
    long seq,
    String id,
    String kind,
    int schema,
    String payload,
    @Nullable String traceparent,
    int attempts) {

  /** The last event of a user, after which consumers keep nothing of them. */
  public static final String USER_DELETED = "user_deleted";

  /** The last event of a connection. */
  static final String CONNECTION_ENDED = "connection_ended";
}
