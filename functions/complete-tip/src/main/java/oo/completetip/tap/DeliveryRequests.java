package oo.completetip.tap;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import oo.completetip.delivery.Delivery;
import oo.completetip.delivery.DeliveryQueue;
import oo.completetip.delivery.DeliveryStore;
import oo.contract.TapReply;
import oo.host.base.Invocation;
import oo.host.http.Refused;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.decisions.ChosenTask;
import oo.signals.hints.DeliverHint.Action;
import org.jspecify.annotations.Nullable;

/**
 * What a tap makes happen at the source, later: queues the closing, cancels it, or queues its
 * reversal. It calls no provider.
 *
 * <p>Two tips can be of the same round of a task, an old one in a forgotten tab and a new one. The
 * round is closed once: the second "done" shares the first one's closing, and an undo of either
 * takes that back.
 */
final class DeliveryRequests {
  /** Longer than the page offers to undo. */
  private static final Duration DELIVERY_WAITS = Duration.ofSeconds(15);

  private final DeliveryStore deliveries;
  private final Supplier<DeliveryQueue> queue;

  DeliveryRequests(DeliveryStore deliveries, Supplier<DeliveryQueue> queue) {
    this.deliveries = deliveries;
    this.queue = queue;
  }

  /** The first "done" of a tip that was not undone. */
  void close(Transaction tx, DecisionId decision, ChosenTask task) {
    if (deliveries.add(tx, decision, Action.close, task, DELIVERY_WAITS, Invocation.trace())) {
      queue.get().hint(tx, task.connection().user(), decision, Action.close, DELIVERY_WAITS);
    } else if (deliveries.pending(tx, task, Action.reopen)) {
      throw Refused.conflict(
          "being_reopened",
          "An earlier undo of this task is still on its way to the source. Try again in a minute.");
    }
  }

  /**
   * An undo.
   *
   * @param doneAt when the tip was done; null when that has not arrived, or never will
   * @throws Refused when it is too late, so that the undo is not recorded
   */
  void takeBack(Transaction tx, DecisionId decision, ChosenTask task, @Nullable Instant doneAt) {
    Optional<Delivery> closing = closing(tx, own(tx, decision, task), task, doneAt);
    if (closing.isEmpty()) {
      return; // Nothing was to be closed; a "done" that is still to come will find the undo.
    }
    switch (closing.get().state()) {
      case WAITING -> deliveries.cancel(tx, closing.get().hint());
      case SENDING -> deliveries.withdraw(tx, closing.get().hint());
      case DELIVERED -> reopen(tx, decision, task);
      case REFUSED, CANCELLED -> {} // It never happened.
    }
  }

  private void reopen(Transaction tx, DecisionId decision, ChosenTask task) {
    if (task.recurring()) {
      throw Refused.conflict(
          "too_late",
          "It is a repeating task and was already moved to its next date, which cannot be taken back here."
              + " Change the date at its source.");
    }
    if (deliveries.add(tx, decision, Action.reopen, task, Duration.ZERO, Invocation.trace())) {
      queue.get().hint(tx, task.connection().user(), decision, Action.reopen, Duration.ZERO);
    }
  }

  /** How far it has come. */
  TapReply.Delivery state(
      Transaction tx, DecisionId decision, ChosenTask task, @Nullable Instant doneAt) {
    List<Delivery> own = own(tx, decision, task);
    return find(own, Action.reopen)
        .flatMap(DeliveryRequests::reopening)
        .or(() -> closing(tx, own, task, doneAt).map(DeliveryRequests::closing))
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

  /** The closing that the tip's "done" asked for: its own, or the one that it shares. */
  private Optional<Delivery> closing(
      Transaction tx, List<Delivery> own, ChosenTask task, @Nullable Instant doneAt) {
    return find(own, Action.close)
        .or(() -> doneAt == null ? Optional.empty() : deliveries.shared(tx, task, doneAt));
  }

  private List<Delivery> own(Transaction tx, DecisionId decision, ChosenTask task) {
    return deliveries.of(tx, task.connection().user(), decision);
  }

  private static Optional<Delivery> find(List<Delivery> own, Action action) {
    return own.stream().filter(delivery -> delivery.action() == action).findFirst();
  }
}
