package oo.completetip.delivery;

import java.time.Duration;
import java.util.List;
import oo.host.base.UserId;
import oo.host.queue.HintQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;

/** Sends hints of deliveries after the commit. */
public final class DeliveryQueue {
  private final HintQueue queue;

  public DeliveryQueue(HintQueue queue) {
    this.queue = queue;
  }

  public void hint(
      Transaction tx, UserId user, DecisionId decision, DeliverHint.Action action, Duration in) {
    queue.afterCommit(tx, List.of(Outgoing.after(in, new DeliverHint(user, decision, action))));
  }
}
