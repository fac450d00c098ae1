package oo.host.queue;

import java.time.Duration;
import java.util.List;

/**
 * Sends hints: at least once, unordered. A lost hint is harmless, because {@code sweep_outbox}
 * finds its row. An implementation blocks for at most a second, and throws when the queue did not
 * accept the messages.
 */
public interface MessageQueue {

  /**
   * @param queue its address, e.g. the value of {@code FETCH_QUEUE}
   */
  void send(String queue, List<Outgoing> messages);

  /**
   * About how many messages wait in a queue, those that are being served not counted.
   *
   * @param queue its address
   */
  default long waiting(String queue) {
    return 0;
  }

  /** Warms up the first send. Sends nothing. */
  default void prime() {}

  /**
   * @param body {@link Message#bodyOf}
   * @param delay at most 15 min (SQS's limit); a longer delay is cut to that
   */
  record Outgoing(String body, Duration delay) {
    public static Outgoing now(Object hint) {
      return new Outgoing(Message.bodyOf(hint), Duration.ZERO);
    }

    public static Outgoing after(Duration delay, Object hint) {
      return new Outgoing(Message.bodyOf(hint), delay);
    }
  }
}
