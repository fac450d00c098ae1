package oo.completetip.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import oo.completetip.delivery.DeliverCompletions.Claimed;
import oo.connectors.DeliveryResult;
import oo.connectors.DeliveryResult.Outcome;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.NormalizedEvent;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Leases;
import oo.signals.connection.ReadSchedule;
import oo.signals.deliveries.Delivery;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.deliveries.Round;
import oo.signals.hints.DeliverHint.Action;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result of a delivery, in one transaction: the row's state, what changed at the source,
 * the cursor, and the person's notice. Only under the lease that it was sent with.
 */
public final class Settlement {
  /** A task that its source refused to close is not shown again at once. */
  private static final Duration REFUSED_REST = Duration.ofDays(1);

  private final ConnectionStore connections;
  private final Leases leases;
  private final ReadSchedule schedule;
  private final DeliveryStore deliveries;
  private final NoticeWriter notices;
  private final TakeBack takeBack;
  private final CandidatePool candidates;
  private final Bus bus;
  private final DeliveryQueue queue;

  public Settlement(
      ConnectionStore connections,
      Leases leases,
      ReadSchedule schedule,
      DeliveryStore deliveries,
      NoticeWriter notices,
      TakeBack takeBack,
      CandidatePool candidates,
      Bus bus,
      DeliveryQueue queue) {
    this.connections = connections;
    this.leases = leases;
    this.schedule = schedule;
    this.deliveries = deliveries;
    this.notices = notices;
    this.takeBack = takeBack;
    this.candidates = candidates;
    this.bus = bus;
    this.queue = queue;
  }

  /** Tells of a delivery that processes of oO died at again and again; it is still tried. */
  void brokeOff(Transaction tx, Delivery delivery) {
    notices.brokeOff(tx, delivery);
  }

  void settle(Transaction tx, Claimed claimed, DeliveryResult answer) {
    if (!leases.holds(tx, claimed.lease())) {
      return; // The lease ran out: the row stays sending, and the next claim reads first.
    }
    Delivery delivery = claimed.delivery();
    // The connection's row is locked, so an undo is either seen here or sees what is written here.
    boolean undone = deliveries.find(tx, delivery.hint()).filter(Delivery::withdrawn).isPresent();
    Instant now = tx.sql("select oo_now()").query(OffsetDateTime.class).single().toInstant();
    boolean over = RetryPolicy.over(Duration.between(delivery.createdAt(), now));
    if (answer.cursor() != null) {
      connections.advance(tx, delivery.connection(), answer.cursor());
    }
    answer.events().forEach(bus.in(tx));
    switch (answer.outcome()) {
      case Outcome.Done() -> {
        done(tx, delivery, answer, now);
        if (undone) {
          reverse(tx, delivery);
        }
      }
      case Outcome.Moved() -> {
        deliveries.settle(tx, delivery, Delivery.State.REFUSED, "moved");
        if (!undone) {
          notices.moved(tx, delivery);
        }
        notClosed(tx, delivery, undone);
      }
      case Outcome.Refused(String reason) -> refused(tx, delivery, reason, undone);
      case Outcome.NotDone(Duration retryAfter, String reason) -> {
        if (undone) {
          deliveries.settle(tx, delivery, Delivery.State.CANCELLED, "undone");
          notClosed(tx, delivery, undone);
        } else if (over) {
          refused(tx, delivery, reason, undone);
        } else {
          again(tx, delivery, false, retryAfter, reason);
        }
      }
      case Outcome.Unknown(Duration retryAfter, String reason) -> {
        if (over) {
          neverKnown(tx, delivery, reason, undone);
        } else {
          again(tx, delivery, true, retryAfter, reason);
        }
      }
    }
    // After the bus's events: the row's state and the events together decide what is a candidate.
    tx.beforeCommit(
        () -> candidates.restore(tx, delivery.connection(), List.of(delivery.subject())));
    leases.release(tx, claimed.lease());
  }

  private void done(Transaction tx, Delivery delivery, DeliveryResult answer, Instant now) {
    deliveries.delivered(tx, delivery, answer.closedWith());
    if (delivery.action() == Action.close && !answer.closedWith().isEmpty()) {
      notices.closedWith(tx, delivery, answer.closedWith().size());
    }
    boolean reported =
        answer.events().stream().anyMatch(event -> event.subject().equals(delivery.subject()));
    if (!reported) {
      // The provider's next list says how the task is now. Until then it must not come back as it
      // was.
      if (delivery.action() == Action.close) {
        bus.in(tx).accept(closed(delivery, now));
      }
      schedule.dueNow(tx, delivery.connection());
    }
  }

  private static NormalizedEvent closed(Delivery delivery, Instant now) {
    return NormalizedEvent.of(
        delivery.connection(),
        delivery.subject(),
        NormalizedEvent.Kind.CLOSED,
        "delivered " + delivery.commandId(),
        now,
        now,
        null);
  }

  /** Acts on an undo that came while the delivery was being sent. */
  private void reverse(Transaction tx, Delivery delivery) {
    if (delivery.recurring()) {
      notices.undoTooLate(tx, delivery);
      return;
    }
    takeBack.reopen(tx, delivery, deliveries.round(tx, delivery));
  }

  private void refused(Transaction tx, Delivery delivery, String reason, boolean undone) {
    deliveries.settle(tx, delivery, Delivery.State.REFUSED, reason);
    if (!undone) {
      notices.notDone(tx, delivery, reason);
      rest(tx, delivery);
    }
    notClosed(tx, delivery, undone);
  }

  /** Writes a notice also after an undo: it may have happened. */
  private void neverKnown(Transaction tx, Delivery delivery, String reason, boolean undone) {
    deliveries.settle(tx, delivery, Delivery.State.REFUSED, reason);
    notices.neverKnown(tx, delivery, reason);
    if (!undone) {
      rest(tx, delivery);
    }
    notClosed(tx, delivery, undone);
  }

  private void rest(Transaction tx, Delivery delivery) {
    if (delivery.action() == Action.close) {
      candidates.putAside(tx, delivery.connection(), delivery.subject(), REFUSED_REST);
    }
  }

  /** The row is settled. */
  private void notClosed(Transaction tx, Delivery delivery, boolean undone) {
    if (delivery.action() == Action.close) {
      Round round = deliveries.round(tx, delivery);
      if (undone) {
        takeBack.cancelled(tx, delivery, round);
      } else {
        takeBack.notClosed(tx, round);
      }
    }
  }

  private void again(
      Transaction tx,
      Delivery delivery,
      boolean unsure,
      @Nullable Duration retryAfter,
      String reason) {
    Duration in = RetryPolicy.next(delivery.attempts(), retryAfter);
    boolean hinted =
        unsure
            ? deliveries.unknown(tx, delivery, in, reason)
            : deliveries.wait(tx, delivery, in, reason);
    if (hinted) {
      queue.hint(tx, delivery.connection().user(), delivery.decision(), delivery.action(), in);
    }
  }
}
