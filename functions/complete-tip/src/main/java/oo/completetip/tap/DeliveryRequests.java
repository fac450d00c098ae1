package oo.completetip.tap;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import oo.completetip.delivery.DeliveryQueue;
import oo.contract.TapReply;
import oo.host.base.Invocation;
import oo.host.http.Refused;
import oo.host.sql.Transaction;
import oo.signals.DecisionId;
import oo.signals.decisions.ChosenTask;
import oo.signals.deliveries.Delivery;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.hints.DeliverHint.Action;
import org.jspecify.annotations.Nullable;

/**
 * Queues the closing of a task at its source, cancels it, or queues its reversal. It calls no
 * provider.
 *
 * <p>Two tips can be of the same round of a task, an old one in a forgotten tab and a new one. The
 * round is closed once: the second "done" shares the first one's closing, and an undo of either
 * takes that back.
 */
public final class DeliveryRequests {
  /** Longer than the page offers to undo. */
  private static final Duration DELIVERY_WAITS = Duration.ofSeconds(15);

  private final DeliveryStore deliveries;
  private final Supplier<DeliveryQueue> queue;

  /**
   * @param queue not asked for by a "not now", which changes nothing at the source
   */
  public DeliveryRequests(DeliveryStore deliveries, Supplier<DeliveryQueue> queue) {
    this.deliveries = deliveries;
    this.queue = queue;
  }

  /**
   * The first "done" of a tip that was not undone.
   *
   * @param doneAt now
   * @return the delivery's state
   */
  TapReply.Delivery close(Transaction tx, DecisionId decision, ChosenTask task, Instant doneAt) {
    if (deliveries.add(tx, decision, Action.close, task, DELIVERY_WAITS, Invocation.trace())) {
      queue.get().hint(tx, task.connection().user(), decision, Action.close, DELIVERY_WAITS);
      return TapReply.Delivery.waiting;
    }
    if (deliveries.pending(tx, task, Action.reopen)) {
      throw Refused.conflict(
          "being_reopened",
          "An earlier undo of this task is still on its way to the source. Try again in a minute.");
    }
    return state(tx, decision, task, doneAt);
  }

  /**
   * An undo.
   *
   * @param doneAt when the tip was done; null when that has not arrived, or never will
   * @return the delivery's state
   * @throws Refused when it is too late, so that the undo is not recorded
   */
  TapReply.Delivery takeBack(
      Transaction tx, DecisionId decision, ChosenTask task, @Nullable Instant doneAt) {
    if (doneAt == null) {
      return TapReply.Delivery.none; // A "done" that is still to come finds the undo.
    }
    List<Delivery> own = own(tx, decision, task);
    Optional<Delivery> closing = closing(tx, own, task, doneAt);
    if (closing.isEmpty()) {
      return state(own, closing);
    }
    // The connection's row is locked: no sender claims the delivery meanwhile.
    return switch (closing.get().state()) {
      case WAITING -> {
        deliveries.cancel(tx, closing.get().hint());
        yield TapReply.Delivery.cancelled;
      }
      case SENDING -> {
        deliveries.withdraw(tx, closing.get().hint());
        yield TapReply.Delivery.sending;
      }
      case DELIVERED -> reopen(tx, decision, task, own, closing);
      case REFUSED, CANCELLED -> state(own, closing); // It never happened.
    };
  }

  private TapReply.Delivery reopen(
      Transaction tx,
      DecisionId decision,
      ChosenTask task,
      List<Delivery> own,
      Optional<Delivery> closing) {
    if (task.recurring()) {
      throw Refused.conflict(
          "too_late",
          "It is a repeating task and was already moved to its next date, which cannot be taken back here."
              + " Change the date at its source.");
    }
    if (deliveries.add(tx, decision, Action.reopen, task, Duration.ZERO, Invocation.trace())) {
      queue.get().hint(tx, task.connection().user(), decision, Action.reopen, Duration.ZERO);
      return TapReply.Delivery.reopening;
    }
    return state(own, closing);
  }

  /**
   * The delivery's state.
   *
   * @param doneAt when the tip was done; null when it was not, so that it has no delivery
   */
  TapReply.Delivery state(
      Transaction tx, DecisionId decision, ChosenTask task, @Nullable Instant doneAt) {
    if (doneAt == null) {
      return TapReply.Delivery.none;
    }
    List<Delivery> own = own(tx, decision, task);
    return state(own, closing(tx, own, task, doneAt));
  }

  private static TapReply.Delivery state(List<Delivery> own, Optional<Delivery> closing) {
    return find(own, Action.reopen)
        .flatMap(DeliveryRequests::reopening)
        .or(() -> closing.map(DeliveryRequests::closing))
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

  /** The closing that the tip's "done" asked for, or the one of another tip that it shares. */
  private Optional<Delivery> closing(
      Transaction tx, List<Delivery> own, ChosenTask task, Instant doneAt) {
    return find(own, Action.close).or(() -> deliveries.shared(tx, task, doneAt));
  }

  private List<Delivery> own(Transaction tx, DecisionId decision, ChosenTask task) {
    return deliveries.of(tx, task.connection().user(), decision);
  }

  private static Optional<Delivery> find(List<Delivery> own, Action action) {
    return own.stream().filter(delivery -> delivery.action() == action).findFirst();
  }
}
