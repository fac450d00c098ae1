package oo.host.queue;

import java.util.List;
import oo.host.Invocation;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;

/**
 * One queue of hints. A hint only makes it quicker: it says that a row is due, after the row does.
 * One that cannot be sent is noted and forgotten, and the sweep finds the row.
 */
public final class HintQueue {
  private final MessageQueue queue;
  private final String address;

  /**
   * @param address of the queue as configured, e.g. the value of {@code FETCH_QUEUE}
   */
  public HintQueue(MessageQueue queue, String address) {
    this.queue = queue;
    this.address = address;
  }

  /** Sends them when the transaction is committed. */
  public void afterCommit(Transaction tx, List<Outgoing> hints) {
    tx.afterCommit(() -> send(hints));
  }

  /** Sends them now; never throws. */
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
