package oo.host.queue;

import java.time.Duration;
import java.util.List;

/**
 * Sends hints. At least once, unordered; a hint may be lost too, because the row that it points at
 * is found by the sweep. An implementation may block for a second at most, and throws when the
 * queue did not take the messages.
 */
public interface MessageQueue {

  /**
   * @param queue its address as configured, e.g. the value of {@code FETCH_QUEUE}
   */
  void send(String queue, List<Outgoing> messages);

  /** Makes ready what the first send would wait for; sends nothing. */
  default void prime() {}

  /**
   * @param body {@link Message#bodyOf}
   * @param delay at most 15 min (SQS's limit); a longer one is cut to that
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
