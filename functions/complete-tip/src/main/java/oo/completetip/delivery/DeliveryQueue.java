package oo.completetip.delivery;

import java.time.Duration;
import java.util.List;
import oo.host.Invocation;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue;
import oo.host.session.UserId;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;

/**
 * Sends hints of deliveries after the commit. One that is lost is sent again by the sweep, because
 * the row is there.
 */
public final class DeliveryQueue {
  private final MessageQueue queue;
  private final String address;

  public DeliveryQueue(MessageQueue queue, String address) {
    this.queue = queue;
    this.address = address;
  }

  public void hint(
      Transaction tx, UserId user, DecisionId decision, DeliverHint.Action action, Duration in) {
    String body = Message.bodyOf(new DeliverHint(user, decision, action));
    tx.afterCommit(() -> send(body, in));
  }

  private void send(String body, Duration in) {
    try {
      queue.send(address, List.of(new MessageQueue.Outgoing(body, in)));
    } catch (RuntimeException e) {
      // The tap is recorded and stays so; the sweep finds the row.
      Invocation.note("hint", "lost");
    }
  }
}
