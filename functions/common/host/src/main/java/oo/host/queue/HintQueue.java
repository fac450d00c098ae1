package oo.host.queue;

import java.util.List;
import oo.host.Invocation;
import oo.host.MissingSetting;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;

/**
 * One queue of hints. A hint says that a row is due, after the row does, so that its turn comes
 * sooner. One that cannot be sent is noted and forgotten, and the sweep finds the row.
 */
public final class HintQueue {
  private final MessageQueue queue;
  private final String address;

  private HintQueue(MessageQueue queue, String address) {
    this.queue = queue;
    this.address = address;
  }

  /**
   * The queue of a setting.
   *
   * @param setting e.g. {@code FETCH_QUEUE}; its value is the queue's address
   * @param reader the function behind the queue, for the operator who lacks it
   * @throws MissingSetting when the setting is absent
   */
  public static HintQueue of(Platform platform, Settings settings, String setting, String reader) {
    return new HintQueue(platform.queue(settings), settings.queue(setting, reader));
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
