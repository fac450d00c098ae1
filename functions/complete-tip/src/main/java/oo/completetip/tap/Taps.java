package oo.completetip.tap;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import oo.completetip.delivery.Deliveries;
import oo.completetip.delivery.Delivery;
import oo.completetip.delivery.DeliveryQueue;
import oo.contract.TapReply;
import oo.host.Invocation;
import oo.host.http.Refused;
import oo.host.session.AccessToken;
import oo.host.session.UserId;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.DecisionId;
import oo.signals.EventId;
import oo.signals.Feedback;
import oo.signals.decisions.Chosen;
import oo.signals.decisions.Decision;
import oo.signals.decisions.Decisions;
import oo.signals.decisions.FeedbackLog;
import oo.signals.hints.DeliverHint.Action;
import org.jspecify.annotations.Nullable;

/**
 * Records what a person did with a tip. The decision's state is a function of the set of its
 * accepted events, so that the order in which they arrive, and how often, makes no difference: any
 * undo wins for good, then done, then not now.
 */
final class Taps {
  /** How long a page offers to undo. */
  private static final Duration UNDO = Duration.ofSeconds(10);

  /** The delivery waits longer than the page offers to undo. */
  private static final Duration DELIVERY_WAITS = Duration.ofSeconds(15);

  private static final Duration NOT_NOW = Duration.ofHours(1);
  private static final Duration LONGEST_NOT_NOW = Duration.ofDays(30);

  private final Database database;
  private final Decisions decisions;
  private final FeedbackLog feedback;
  private final Deliveries deliveries;
  private final Bus bus;
  private final DeliveryQueue queue;

  Taps(
      Database database,
      Decisions decisions,
      FeedbackLog feedback,
      Deliveries deliveries,
      Bus bus,
      DeliveryQueue queue) {
    this.database = database;
    this.decisions = decisions;
    this.feedback = feedback;
    this.deliveries = deliveries;
    this.bus = bus;
    this.queue = queue;
  }

  /**
   * Accepts a tap, or says why not; a refused one is not recorded.
   *
   * @return what holds now, the same for a repetition
   */
  TapReply accept(AccessToken caller, Tap tap) {
    return database.transaction(
        tx -> {
          caller.requireLive(tx);
          UserId user = caller.user();
          Decision.Tapped decision =
              decisions
                  .lock(tx, user, tap.decision())
                  .orElseThrow(
                      () ->
                          Refused.notFound(
                              "tip_not_found", "There is no such tip. Ask for the next one."));
          if (!known(tx, user, tap)) {
            record(tx, decision.chosen(), told(user, decision.chosen(), tap, now(tx)));
          }
          return reply(tx, user, tap.decision());
        });
  }

  private static Feedback told(UserId user, Chosen task, Tap tap, Instant now) {
    return new Feedback(
        tap.event(),
        user,
        tap.decision(),
        task.connection().connection(),
        task.subject(),
        kind(tap),
        undoes(tap),
        tap instanceof Tap.NotNow notNow ? until(notNow.until(), now) : null,
        now);
  }

  private static Feedback.Kind kind(Tap tap) {
    return switch (tap) {
      case Tap.Complete complete -> Feedback.Kind.DONE;
      case Tap.Undo undo -> Feedback.Kind.UNDONE;
      case Tap.NotNow notNow -> Feedback.Kind.NOT_NOW;
    };
  }

  private static @Nullable EventId undoes(Tap tap) {
    return tap instanceof Tap.Undo undo ? undo.undoes() : null;
  }

  private static Instant until(@Nullable Instant asked, Instant now) {
    if (asked == null) {
      return now.plus(NOT_NOW);
    }
    if (!asked.isAfter(now) || asked.isAfter(now.plus(LONGEST_NOT_NOW))) {
      throw Refused.badRequest("bad_until", "until lies ahead, by 30 days at most.");
    }
    return asked;
  }

  /** Whether this very tap was accepted before. */
  private boolean known(Transaction tx, UserId user, Tap tap) {
    Optional<FeedbackLog.Entry> before = feedback.find(tx, user, tap.event());
    if (before.isPresent() && !same(before.get(), tap)) {
      throw reused();
    }
    return before.isPresent();
  }

  private static boolean same(FeedbackLog.Entry accepted, Tap tap) {
    return accepted.decision().equals(tap.decision())
        && accepted.kind() == kind(tap)
        && Objects.equals(accepted.undoes(), undoes(tap));
  }

  private static Refused reused() {
    return Refused.conflict(
        "event_reused", "This event_id was used for another tap. Make a new one for each tap.");
  }

  private void record(Transaction tx, Chosen task, Feedback told) {
    Standing before = standing(tx, told.user(), told.decision());
    switch (told.kind()) {
      case UNDONE -> takeBack(tx, task, told.decision());
      case DONE -> {
        if (!before.undone() && !before.done()) {
          close(tx, task, told.decision());
        }
      }
      case NOT_NOW -> {}
    }
    if (!feedback.add(tx, told)) {
      throw reused();
    }
    Standing after = standing(tx, told.user(), told.decision());
    decisions.settle(tx, told.user(), told.decision(), after.state());
    bus.in(tx).accept(effective(told, after));
    Invocation.note("tap", told.kind().name().toLowerCase(Locale.ROOT));
  }

  /**
   * A "not now" that came after an undo or a done puts nothing aside; of several, the latest time
   * holds.
   */
  private static Feedback effective(Feedback told, Standing after) {
    boolean inEffect = after.state() == Decision.State.NOT_NOW;
    return new Feedback(
        told.event(),
        told.user(),
        told.decision(),
        told.connection(),
        told.subject(),
        told.kind(),
        told.undoes(),
        told.kind() == Feedback.Kind.NOT_NOW && inEffect ? after.until() : null,
        told.at());
  }

  private void close(Transaction tx, Chosen task, DecisionId decision) {
    if (deliveries.add(tx, decision, Action.close, task, DELIVERY_WAITS, Invocation.trace())) {
      queue.hint(tx, task.connection().user(), decision, Action.close, DELIVERY_WAITS);
    }
  }

  private void takeBack(Transaction tx, Chosen task, DecisionId decision) {
    Optional<Delivery> closing =
        deliveries.of(tx, task.connection().user(), decision).stream()
            .filter(delivery -> delivery.action() == Action.close)
            .findFirst();
    if (closing.isEmpty()) {
      return; // Not now, or its done has not arrived: that will find the undo.
    }
    switch (closing.get().state()) {
      case WAITING -> deliveries.cancel(tx, closing.get().hint());
      case SENDING, REFUSED, CANCELLED -> {} // Sending: acted on when it settles.
      case DELIVERED -> reopen(tx, task, decision);
    }
  }

  private void reopen(Transaction tx, Chosen task, DecisionId decision) {
    if (task.recurring()) {
      throw Refused.conflict(
          "too_late",
          "It is a repeating task and was already moved to its next date, which cannot be taken back here."
              + " Change the date at its source.");
    }
    if (deliveries.add(tx, decision, Action.reopen, task, Duration.ZERO, Invocation.trace())) {
      queue.hint(tx, task.connection().user(), decision, Action.reopen, Duration.ZERO);
    }
  }

  /** What the set of accepted events makes of a decision. */
  private record Standing(
      boolean undone, boolean done, @Nullable Instant until, @Nullable Instant doneAt) {
    Decision.State state() {
      return undone ? Decision.State.UNDONE : done ? Decision.State.DONE : Decision.State.NOT_NOW;
    }
  }

  private Standing standing(Transaction tx, UserId user, DecisionId decision) {
    boolean undone = false;
    boolean done = false;
    Instant until = null;
    Instant doneAt = null;
    for (FeedbackLog.Entry entry : feedback.of(tx, user, decision)) {
      switch (entry.kind()) {
        case UNDONE -> undone = true;
        case DONE -> {
          done = true;
          doneAt = doneAt == null || entry.at().isBefore(doneAt) ? entry.at() : doneAt;
        }
        case NOT_NOW -> until = later(until, entry.until());
      }
    }
    return new Standing(undone, done, until, doneAt);
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isAfter(a)) ? b : a;
  }

  private TapReply reply(Transaction tx, UserId user, DecisionId decision) {
    Standing standing = standing(tx, user, decision);
    TapReply.Delivery delivery = delivery(deliveries.of(tx, user, decision));
    return switch (standing.state()) {
      case UNDONE -> new TapReply(decision.value(), TapReply.State.undone, delivery, null, null);
      case DONE ->
          new TapReply(
              decision.value(),
              TapReply.State.done,
              delivery,
              delivery == TapReply.Delivery.waiting && standing.doneAt() != null
                  ? standing.doneAt().plus(UNDO)
                  : null,
              null);
      default ->
          new TapReply(decision.value(), TapReply.State.not_now, delivery, null, standing.until());
    };
  }

  private static TapReply.Delivery delivery(List<Delivery> deliveries) {
    TapReply.Delivery shown = TapReply.Delivery.none;
    for (Delivery delivery : deliveries) { // The closing first: a reopening outdoes it.
      shown =
          switch (delivery.action()) {
            case close ->
                switch (delivery.state()) {
                  case WAITING -> TapReply.Delivery.waiting;
                  case SENDING -> TapReply.Delivery.sending;
                  case DELIVERED -> TapReply.Delivery.delivered;
                  case REFUSED -> TapReply.Delivery.refused;
                  case CANCELLED -> TapReply.Delivery.cancelled;
                };
            case reopen ->
                switch (delivery.state()) {
                  case WAITING, SENDING -> TapReply.Delivery.reopening;
                  case DELIVERED -> TapReply.Delivery.reopened;
                  case REFUSED -> TapReply.Delivery.refused;
                  case CANCELLED -> shown;
                };
          };
    }
    return shown;
  }

  private static Instant now(Transaction tx) {
    return tx.sql("select oo_now()").query(OffsetDateTime.class).single().toInstant();
  }
}
