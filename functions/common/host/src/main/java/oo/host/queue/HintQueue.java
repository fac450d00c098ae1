package oo.host.queue;

import java.util.List;
import oo.host.base.Invocation;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;

/**
 * One queue of hints. A hint says that a row is due, so that it is handled sooner. Sending is best
 * effort: when a hint is lost, {@code sweep_outbox} finds the row.
 */
public final class HintQueue {
  private final MessageQueue queue;
  private final String address;

  /**
   * @param address of the queue, from a setting such as {@code FETCH_QUEUE}
   */
  public HintQueue(MessageQueue queue, String address) {
    this.queue = queue;
    this.address = address;
  }

  /** Warms up the first send. */
  public void prime() {
    queue.prime();
  }

  /** Sends the hints after the transaction commits. */
  public void afterCommit(Transaction tx, List<Outgoing> hints) {
    tx.afterCommit(() -> send(hints));
  }

  /** Sends the hints now. Never throws. */
  public void send(List<Outgoing> hints) {
    if (hints.isEmpty()) {
      return;
    }
    try {
      queue.send(address, hints);
    } catch (RuntimeException e) {
      Invocation.note("hint", "lost");
    }
  }
}
