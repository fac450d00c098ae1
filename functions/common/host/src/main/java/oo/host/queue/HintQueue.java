package oo.host.queue;

import java.util.List;
import oo.host.base.Invocation;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;

/**
 * One queue of hints. A hint says that a row is due, after the row does, so that its turn comes
 * sooner. One that cannot be sent is noted and forgotten, and the sweep finds the row.
 */
public final class HintQueue {
  private final MessageQueue queue;
  private final String address;

  /**
   * @param address of the queue, as a setting such as {@code FETCH_QUEUE} gives it
   */
  public HintQueue(MessageQueue queue, String address) {
    this.queue = queue;
    this.address = address;
  }

  /** Makes ready what the first hint would wait for. */
  public void prime() {
    queue.prime();
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
