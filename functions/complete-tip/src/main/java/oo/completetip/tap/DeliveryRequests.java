package oo.completetip.tap;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import oo.completetip.delivery.DeliveryQueue;
import oo.completetip.delivery.TakeBack;
import oo.contract.TapReply;
import oo.host.base.Invocation;
import oo.host.http.Refused;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.decisions.ChosenTask;
import oo.signals.deliveries.Delivery;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.deliveries.Round;
import oo.signals.hints.DeliverHint.Action;

/**
 * Queues the closing of a task at its source, cancels it, or queues its reversal. It calls no
 * provider.
 *
 * <p>Two tips can be of the same round of a task, an old one in a forgotten tab and a new one. A
 * "done" that finds the round's closing under way shares it, and an undo of either takes it back;
 * the other one is told.
 */
public final class DeliveryRequests {
  /** Longer than the page offers to undo. */
  private static final Duration DELIVERY_WAITS = Duration.ofSeconds(15);

  private final DeliveryStore deliveries;
  private final TakeBack takeBack;
  private final Supplier<DeliveryQueue> queue;

  /**
   * @param queue not asked for by a "not now", which changes nothing at the source
   */
  public DeliveryRequests(
      DeliveryStore deliveries, TakeBack takeBack, Supplier<DeliveryQueue> queue) {
    this.deliveries = deliveries;
    this.takeBack = takeBack;
    this.queue = queue;
  }

  /**
   * The tip is done now.
   *
   * @return the delivery's state
   * @throws Refused while the round is being reopened, so that the tap is not recorded
   */
  TapReply.Delivery close(Transaction tx, DecisionId decision, ChosenTask task) {
    if (deliveries.close(tx, decision, task, DELIVERY_WAITS, Invocation.trace())) {
      queue.get().hint(tx, task.connection().user(), decision, Action.close, DELIVERY_WAITS);
      return TapReply.Delivery.waiting;
    }
    if (deliveries.share(tx, decision, task)) {
      return state(tx, decision, task, false);
    }
    throw Refused.conflict(
        "being_reopened",
        "An earlier undo of this task is still on its way to the source. Try again in a minute.");
  }

  /**
   * The tip was done and is undone now.
   *
   * @return the delivery's state
   * @throws Refused when it is too late, so that the undo is not recorded
   */
  TapReply.Delivery takeBack(Transaction tx, DecisionId decision, ChosenTask task) {
    Round round = deliveries.round(tx, decision, task);
    if (round.closing().isEmpty()) {
      return TapReply.Delivery.none;
    }
    Delivery closing = round.closing().get();
    // The connection's row is locked: no sender claims a delivery meanwhile.
    return switch (closing.state()) {
      case WAITING -> {
        deliveries.cancel(tx, closing.hint());
        takeBack.cancelled(tx, closing, round);
        yield TapReply.Delivery.cancelled;
      }
      case SENDING -> {
        deliveries.withdraw(tx, closing.hint());
        yield TapReply.Delivery.sending;
      }
      case DELIVERED -> {
        if (round.outdone()) {
          takeBack.outdone(tx, closing);
          yield state(round, true);
        }
        if (task.recurring()) {
          throw Refused.conflict(
              "too_late",
              "It is a repeating task and was already moved to its next date, which cannot be taken back here."
                  + " Change the date at its source.");
        }
        yield takeBack.reopen(tx, closing, round)
            ? TapReply.Delivery.reopening
            : state(round, true);
      }
      case REFUSED, CANCELLED -> state(round, true); // It never happened.
    };
  }

  /**
   * The delivery's state.
   *
   * @param undone the tip is
   */
  TapReply.Delivery state(Transaction tx, DecisionId decision, ChosenTask task, boolean undone) {
    return state(deliveries.round(tx, decision, task), undone);
  }

  private static TapReply.Delivery state(Round round, boolean undone) {
    return round
        .reopening()
        .flatMap(DeliveryRequests::reopening)
        .or(() ->
            round
                .closing()
                // Else it goes on for another tip that shares it, or took over.
                .filter(closing -> !undone || closing.withdrawn() || closing.never())
                .map(DeliveryRequests::closing))
        .orElse(TapReply.Delivery.none);
  }

  private static TapReply.Delivery closing(Delivery delivery) {
    return switch (delivery.state()) {
      case WAITING -> TapReply.Delivery.waiting;
      case SENDING -> TapReply.Delivery.sending;
      case DELIVERED -> TapReply.Delivery.delivered;
      case REFUSED -> TapReply.Delivery.refused;
      case CANCELLED -> TapReply.Delivery.cancelled;
    };
  }

  private static Optional<TapReply.Delivery> reopening(Delivery delivery) {
    return switch (delivery.state()) {
      case WAITING, SENDING -> Optional.of(TapReply.Delivery.reopening);
      case DELIVERED -> Optional.of(TapReply.Delivery.reopened);
      case REFUSED -> Optional.of(TapReply.Delivery.refused);
      case CANCELLED -> Optional.empty();
    };
  }
}
