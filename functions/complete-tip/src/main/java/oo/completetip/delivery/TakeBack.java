package oo.completetip.delivery;

import java.time.Duration;
import java.util.function.Supplier;
import oo.host.base.Invocation;
import oo.host.sql.Transaction;
import oo.signals.deliveries.Delivery;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.deliveries.Round;
import oo.signals.hints.DeliverHint.Action;

/**
 * Reverses a closing at the source, and tells the person of every other tip of the round that stays
 * "done" without an effect there. The caller has recorded the undo.
 */
public final class TakeBack {
  private final DeliveryStore deliveries;
  private final NoticeWriter notices;
  private final Supplier<DeliveryQueue> queue;

  public TakeBack(DeliveryStore deliveries, NoticeWriter notices, Supplier<DeliveryQueue> queue) {
    this.deliveries = deliveries;
    this.notices = notices;
    this.queue = queue;
  }

  /**
   * Queues the reversal of a delivered closing of a task that does not recur.
   *
   * @return false when a change of the round is pending, or it was queued before
   */
  public boolean reopen(Transaction tx, Delivery closing, Round round) {
    boolean queued = deliveries.reopen(tx, closing, Invocation.trace());
    if (queued) {
      queue
          .get()
          .hint(tx, closing.connection().user(), closing.decision(), Action.reopen, Duration.ZERO);
    }
    if (round.losesADone()) {
      notices.takenBack(tx, closing);
    }
    return queued;
  }

  /** The round's own closing did not happen, because it was taken back. */
  public void cancelled(Transaction tx, Delivery closing, Round round) {
    if (round.stands()) {
      notices.takenBack(tx, closing);
    }
    notClosed(tx, round);
  }

  /** The round's own closing did not happen: an undo may have left an earlier one to it. */
  void notClosed(Transaction tx, Round round) {
    round
        .orphan()
        .ifPresent(earlier -> {
          if (earlier.recurring()) {
            notices.undoTooLate(tx, earlier);
          } else {
            reopen(tx, earlier, deliveries.round(tx, earlier));
          }
        });
  }

  /** An undo changed nothing at the source, as a later tip's closing of the round stands. */
  public void outdone(Transaction tx, Delivery closing) {
    notices.staysDone(tx, closing);
  }
}
