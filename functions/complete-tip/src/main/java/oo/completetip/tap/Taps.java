package oo.completetip.tap;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import oo.contract.TapReply;
import oo.host.base.Invocation;
import oo.host.base.UserId;
import oo.host.http.Refused;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.signals.Bus;
import oo.signals.DecisionId;
import oo.signals.EventId;
import oo.signals.Feedback;
import oo.signals.decisions.ChosenTask;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.FeedbackStore;
import org.jspecify.annotations.Nullable;

/**
 * Records what a person did with a tip, tells the bus, and has the source changed or not: all of it
 * or nothing, in one transaction under the locks of the tip's connection and decision. What holds
 * afterwards is {@link TapState}, a function of the set of accepted events.
 */
final class Taps {
  /** How long a page offers to undo. */
  private static final Duration UNDO = Duration.ofSeconds(10);

  private static final Duration NOT_NOW = Duration.ofHours(1);
  private static final Duration LONGEST_NOT_NOW = Duration.ofDays(30);

  private final Database database;
  private final DecisionStore decisions;
  private final FeedbackStore feedback;
  private final DeliveryRequests source;
  private final Bus bus;

  Taps(
      Database database,
      DecisionStore decisions,
      FeedbackStore feedback,
      DeliveryRequests source,
      Bus bus) {
    this.database = database;
    this.decisions = decisions;
    this.feedback = feedback;
    this.source = source;
    this.bus = bus;
  }

  /**
   * Accepts a tap, or says why not; a refused one is not recorded.
   *
   * @return what holds now, also for a tap that was accepted before
   */
  TapReply accept(AccessToken caller, Tap tap) {
    return database.transaction(
        tx -> {
          caller.requireLive(tx);
          ChosenTask task =
              decisions
                  .lock(tx, caller.user(), tap.decision())
                  .orElseThrow(
                      () ->
                          Refused.notFound(
                              "tip_not_found", "There is no such tip. Ask for the next one."));
          if (!known(tx, caller.user(), tap)) {
            record(tx, task, told(caller.user(), task, tap, now(tx)));
          }
          return reply(tx, task, tap.decision());
        });
  }

  /** Whether this very tap was accepted before. */
  private boolean known(Transaction tx, UserId user, Tap tap) {
    Optional<FeedbackStore.Entry> before = feedback.find(tx, user, tap.event());
    if (before.isPresent() && !same(before.get(), tap)) {
      throw reused();
    }
    return before.isPresent();
  }

  private static boolean same(FeedbackStore.Entry accepted, Tap tap) {
    return accepted.decision().equals(tap.decision())
        && accepted.kind() == kind(tap)
        && Objects.equals(accepted.undoes(), undoes(tap));
  }

  private static Refused reused() {
    return Refused.conflict(
        "event_reused", "This event_id was used for another tap. Make a new one for each tap.");
  }

  private void record(Transaction tx, ChosenTask task, Feedback told) {
    TapState before = standing(tx, told.user(), told.decision());
    switch (told.kind()) {
      case DONE -> {
        if (!before.undone() && !before.done()) {
          source.close(tx, told.decision(), task);
        }
      }
      case UNDONE -> source.takeBack(tx, told.decision(), task, before.doneAt());
      case NOT_NOW -> {} // The task itself is not changed.
    }
    if (!feedback.add(tx, told)) {
      throw reused(); // By a tap on another tip, at this very moment.
    }
    TapState after = standing(tx, told.user(), told.decision());
    decisions.settle(tx, told.user(), told.decision(), after.state());
    bus.in(tx).accept(effective(told, after));
    Invocation.note("tap", told.kind().name().toLowerCase(Locale.ROOT));
  }

  /** A "not now" that an undo or a done outdoes puts nothing aside. */
  private static Feedback effective(Feedback told, TapState after) {
    return new Feedback(
        told.schema(),
        told.event(),
        told.user(),
        told.decision(),
        told.connection(),
        told.subject(),
        told.kind(),
        told.undoes(),
        after.ruling() == Feedback.Kind.NOT_NOW ? after.until() : null,
        told.at(),
        told.traceparent());
  }

  private static Feedback told(UserId user, ChosenTask task, Tap tap, Instant now) {
    return new Feedback(
        Feedback.SCHEMA,
        tap.event(),
        user,
        tap.decision(),
        task.connection().connection(),
        task.subject(),
        kind(tap),
        undoes(tap),
        tap instanceof Tap.NotNow notNow ? until(notNow.until(), now) : null,
        now,
        Invocation.traceparent());
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

  private TapReply reply(Transaction tx, ChosenTask task, DecisionId decision) {
    TapState standing = standing(tx, task.connection().user(), decision);
    Instant doneAt = standing.doneAt();
    TapReply.Delivery delivery = source.state(tx, decision, task, doneAt);
    Instant undoUntil =
        doneAt != null && delivery == TapReply.Delivery.waiting ? doneAt.plus(UNDO) : null;
    return switch (standing.ruling()) {
      case UNDONE -> new TapReply(decision.value(), TapReply.State.undone, delivery, null, null);
      case DONE -> new TapReply(decision.value(), TapReply.State.done, delivery, undoUntil, null);
      case NOT_NOW ->
          new TapReply(decision.value(), TapReply.State.not_now, delivery, null, standing.until());
    };
  }

  private TapState standing(Transaction tx, UserId user, DecisionId decision) {
    return TapState.of(feedback.of(tx, user, decision));
  }

  private static Instant now(Transaction tx) {
    return tx.sql("select oo_now()").query(OffsetDateTime.class).single().toInstant();
  }
}
