package oo.completetip.tap;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
import oo.signals.decisions.FeedbackStore.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Records what a person did with a tip, emits it on the bus, and has the source changed or not: all
 * of it or nothing, in one transaction under the locks of the tip's connection and decision. What
 * holds afterwards is {@link TapState}, a function of the set of accepted events.
 */
public final class Taps {
  /** How long a page offers to undo. */
  private static final Duration UNDO = Duration.ofSeconds(10);

  private static final Duration NOT_NOW = Duration.ofHours(1);
  private static final Duration LONGEST_NOT_NOW = Duration.ofDays(30);

  /** Each tap reads those before it. */
  private static final int MOST_TAPS = 100;

  private final Database database;
  private final DecisionStore decisions;
  private final FeedbackStore feedback;
  private final DeliveryRequests source;
  private final Bus bus;

  public Taps(
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
    return database.transaction(tx -> {
      caller.requireLive(tx);
      DecisionStore.Locked tip =
          decisions
              .lock(tx, caller.user(), tap.decision())
              .orElseThrow(() ->
                  Refused.notFound("tip_not_found", "There is no such tip. Ask for the next one."));
      List<Entry> events = feedback.of(tx, caller.user(), tap.decision(), tap.event());
      if (repeats(events, tap)) {
        return repeat(tx, tip.task(), tap, TapState.of(events));
      }
      if (events.size() >= MOST_TAPS) {
        throw Refused.conflict(
            "too_many_taps", "This tip was tapped too often. Ask for the next one.");
      }
      return record(tx, tip, feedback(caller.user(), tip, tap), events);
    });
  }

  /** Whether this tap was accepted before. */
  private static boolean repeats(List<Entry> events, Tap tap) {
    Optional<Entry> before =
        events.stream().filter(event -> event.event().equals(tap.event())).findFirst();
    if (before.isPresent() && !same(before.get(), tap)) {
      throw reused();
    }
    return before.isPresent();
  }

  private static boolean same(Entry accepted, Tap tap) {
    return accepted.decision().equals(tap.decision())
        && accepted.kind() == kind(tap)
        && Objects.equals(accepted.undoes(), undoes(tap));
  }

  private static Refused reused() {
    return Refused.conflict(
        "event_reused", "This event_id was used for another tap. Make a new one for each tap.");
  }

  private TapReply repeat(Transaction tx, ChosenTask task, Tap tap, TapState state) {
    return reply(tap.decision(), state, delivery(tx, tap.decision(), task, state));
  }

  private TapReply record(
      Transaction tx, DecisionStore.Locked tip, Feedback event, List<Entry> events) {
    TapState before = TapState.of(events);
    TapState after = before.with(event);
    if (!feedback.add(tx, event)) {
      throw reused(); // A concurrent tap on another tip has it.
    }
    decisions.settle(tx, event.user(), event.decision(), after.state());
    TapReply.Delivery delivery = change(tx, event.decision(), tip.task(), before, after);
    Feedback heard = heard(event, before, after);
    bus.in(tx).accept(heard);
    Invocation.note("tap", event.kind().name().toLowerCase(Locale.ROOT));
    if (heard.effective() && event.kind() != Feedback.Kind.UNDONE) {
      Invocation.note("tip", event.kind() == Feedback.Kind.DONE ? "done" : "skipped");
    }
    return reply(event.decision(), after, delivery);
  }

  /** Changes the source when the tap changed what holds, and never otherwise. */
  private TapReply.Delivery change(
      Transaction tx, DecisionId decision, ChosenTask task, TapState before, TapState after) {
    boolean wasDone = before.stands();
    boolean isDone = after.stands();
    if (wasDone == isDone) {
      return delivery(tx, decision, task, after);
    }
    return isDone ? source.close(tx, decision, task) : source.takeBack(tx, decision, task);
  }

  private TapReply.Delivery delivery(
      Transaction tx, DecisionId decision, ChosenTask task, TapState state) {
    return state.done() ? source.state(tx, decision, task, state.undone()) : TapReply.Delivery.none;
  }

  private static Feedback heard(Feedback event, TapState before, TapState after) {
    boolean effective =
        switch (event.kind()) {
          case DONE -> !before.stands() && after.stands();
          case UNDONE -> before.stands() || before.putAside();
          case NOT_NOW -> after.putAside() && !after.equals(before);
        };
    return new Feedback(
        event.schema(),
        event.event(),
        event.user(),
        event.decision(),
        event.connection(),
        event.subject(),
        event.kind(),
        event.undoes(),
        after.putAside() ? after.until() : null,
        effective,
        event.at(),
        event.traceparent());
  }

  private static Feedback feedback(UserId user, DecisionStore.Locked tip, Tap tap) {
    return new Feedback(
        Feedback.SCHEMA,
        tap.event(),
        user,
        tap.decision(),
        tip.task().connection().connection(),
        tip.task().subject(),
        kind(tap),
        undoes(tap),
        tap instanceof Tap.NotNow notNow ? until(notNow.until(), tip.now()) : null,
        true,
        tip.now(),
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
    return asked.truncatedTo(ChronoUnit.MICROS); // As PostgreSQL stores it.
  }

  private static TapReply reply(DecisionId decision, TapState state, TapReply.Delivery delivery) {
    Instant doneAt = state.doneAt();
    Instant undoUntil =
        doneAt != null && delivery == TapReply.Delivery.waiting ? doneAt.plus(UNDO) : null;
    return switch (state.ruling()) {
      case UNDONE -> new TapReply(decision.value(), TapReply.State.undone, delivery, null, null);
      case DONE -> new TapReply(decision.value(), TapReply.State.done, delivery, undoUntil, null);
      case NOT_NOW ->
          new TapReply(decision.value(), TapReply.State.not_now, delivery, null, state.until());
    };
  }
}
