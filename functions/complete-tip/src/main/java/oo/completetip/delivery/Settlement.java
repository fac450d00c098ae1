package oo.completetip.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import oo.completetip.delivery.Deliver.Claimed;
import oo.connectors.Delivered;
import oo.connectors.Delivered.Outcome;
import oo.contract.Notice;
import oo.contract.Tip;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.NormalizedEvent;
import oo.signals.candidates.Candidates;
import oo.signals.connection.Connections;
import oo.signals.decisions.Decision;
import oo.signals.decisions.Decisions;
import oo.signals.decisions.Notices;
import oo.signals.hints.DeliverHint.Action;
import org.jspecify.annotations.Nullable;

/**
 * Writes what came of a delivery, in one transaction: the row's state, what changed at the source,
 * the cursor, and what the person should know. Only under the lease that it was sent with.
 */
final class Settlement {
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);
  private static final Duration GIVE_UP = Duration.ofDays(7);
  private static final Duration REFUSED_REST = Duration.ofDays(1);

  private final Connections connections;
  private final Deliveries deliveries;
  private final Decisions decisions;
  private final Notices notices;
  private final Candidates candidates;
  private final Bus bus;
  private final DeliveryQueue queue;

  Settlement(
      Connections connections,
      Deliveries deliveries,
      Decisions decisions,
      Notices notices,
      Candidates candidates,
      Bus bus,
      DeliveryQueue queue) {
    this.connections = connections;
    this.deliveries = deliveries;
    this.decisions = decisions;
    this.notices = notices;
    this.candidates = candidates;
    this.bus = bus;
    this.queue = queue;
  }

  void settle(Transaction tx, Claimed claimed, Delivered answer) {
    if (!connections.holds(tx, claimed.lease())) {
      return; // The lease ran out: the row stays sending, and the next claim reads first.
    }
    Delivery delivery = claimed.delivery();
    // The connection's row is locked, so an undo is either seen here or sees what is written here.
    boolean undone = deliveries.find(tx, delivery.hint()).filter(Delivery::withdrawn).isPresent();
    Instant now = tx.sql("select oo_now()").query(OffsetDateTime.class).single().toInstant();
    boolean old = Duration.between(delivery.createdAt(), now).compareTo(GIVE_UP) > 0;
    if (answer.cursor() != null) {
      connections.advance(tx, delivery.connection(), answer.cursor());
    }
    answer.events().forEach(bus.in(tx));
    switch (answer.outcome()) {
      case Outcome.Done() -> done(tx, delivery, answer.events(), undone, now);
      case Outcome.Moved() -> refused(tx, delivery, "moved", undone ? null : MOVED);
      case Outcome.Refused(String reason) ->
          refused(tx, delivery, reason, undone ? null : saidNo(delivery, reason));
      case Outcome.NotDone(Duration retryAfter, String reason) -> {
        if (undone) {
          deliveries.settle(tx, delivery, Delivery.State.CANCELLED, "undone");
        } else if (old) {
          refused(tx, delivery, reason, saidNo(delivery, reason));
        } else {
          Duration in = backoff(delivery.attempts(), retryAfter);
          if (deliveries.wait(tx, delivery, in, reason)) {
            again(tx, delivery, in);
          }
        }
      }
      case Outcome.Unknown(Duration retryAfter, String reason) -> {
        if (old) {
          refused(tx, delivery, reason, neverSaid(delivery, reason));
        } else {
          Duration in = backoff(delivery.attempts(), retryAfter);
          if (deliveries.unknown(tx, delivery, in, reason)) {
            again(tx, delivery, in);
          }
        }
      }
    }
    tx.beforeCommit(
        () -> candidates.restore(tx, delivery.connection(), List.of(delivery.subject())));
    connections.release(tx, claimed.lease());
  }

  private void done(
      Transaction tx,
      Delivery delivery,
      List<NormalizedEvent> events,
      boolean undone,
      Instant now) {
    deliveries.settle(tx, delivery, Delivery.State.DELIVERED, "");
    boolean told = events.stream().anyMatch(event -> event.subject().equals(delivery.subject()));
    if (!told) {
      // The provider's next list will say how the task is now; until then it must not come back as
      // it was.
      if (delivery.action() == Action.close) {
        bus.in(tx).accept(closed(delivery, now));
      }
      connections.dueNow(tx, delivery.connection());
    }
    if (undone) {
      takeBack(tx, delivery);
    }
  }

  /** The undo came while it was being sent. */
  private void takeBack(Transaction tx, Delivery delivery) {
    var user = delivery.connection().user();
    decisions
        .find(tx, user, delivery.decision())
        .ifPresent(
            decision -> {
              if (delivery.recurring()) {
                notice(
                    tx,
                    delivery,
                    decision,
                    new Told(
                        Notice.Kind.undo_too_late,
                        "It had already moved to its next date when the undo came. Change the date there."));
              } else if (deliveries.add(
                  tx,
                  delivery.decision(),
                  Action.reopen,
                  decision.chosen(),
                  Duration.ZERO,
                  delivery.trace())) {
                queue.hint(tx, user, delivery.decision(), Action.reopen, Duration.ZERO);
              }
            });
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

  private void refused(Transaction tx, Delivery delivery, String why, @Nullable Told told) {
    deliveries.settle(tx, delivery, Delivery.State.REFUSED, why);
    if (told != null) {
      decisions
          .find(tx, delivery.connection().user(), delivery.decision())
          .ifPresent(decision -> notice(tx, delivery, decision, told));
      if (told.kind() == Notice.Kind.refused && delivery.action() == Action.close) {
        candidates.putAside(tx, delivery.connection(), delivery.subject(), REFUSED_REST);
      }
    }
  }

  /** What the person is told. */
  private record Told(Notice.Kind kind, String detail) {}

  private static final Told MOVED =
      new Told(Notice.Kind.moved, "Its date was moved meanwhile, so nothing was changed there.");

  private static Told saidNo(Delivery delivery, String reason) {
    return new Told(
        Notice.Kind.refused,
        (delivery.action() == Action.close
                ? "It could not be closed there: "
                : "It could not be reopened there: ")
            + reason);
  }

  private static Told neverSaid(Delivery delivery, String reason) {
    return new Told(
        Notice.Kind.refused,
        (delivery.action() == Action.close
                ? "Whether it was closed there could not be found out: "
                : "Whether it was reopened there could not be found out: ")
            + reason);
  }

  private void notice(Transaction tx, Delivery delivery, Decision decision, Told told) {
    Tip shown = decision.shown();
    notices.add(
        tx, delivery.connection(), told.kind(), shown.title(), told.detail(), shown.deepLink());
  }

  private void again(Transaction tx, Delivery delivery, Duration in) {
    queue.hint(tx, delivery.connection().user(), delivery.decision(), delivery.action(), in);
  }

  /** The provider's wish and our own patience, whichever is longer, but a day at most. */
  private static Duration backoff(int attempts, @Nullable Duration asked) {
    Duration own =
        shorter(LONGEST_WAIT, SHORTEST_WAIT.multipliedBy(1L << Math.min(attempts - 1, 9)));
    return asked == null || asked.compareTo(own) < 0 ? own : shorter(asked, LONGEST_ASKED);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
