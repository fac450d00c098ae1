package oo.completetip.tap;

import java.time.Instant;
import java.util.Collection;
import oo.signals.Feedback;
import oo.signals.decisions.Decision;
import oo.signals.decisions.FeedbackStore;
import org.jspecify.annotations.Nullable;

/**
 * What the set of a decision's accepted events makes of it, whatever their order: any undo wins for
 * good, then done, then not now.
 *
 * @param doneAt of the first "done"; null when there is none
 * @param until the latest that a "not now" asked for; null when there is none
 */
record TapState(boolean undone, @Nullable Instant doneAt, @Nullable Instant until) {

  static TapState of(Collection<FeedbackStore.Entry> events) {
    var state = new TapState(false, null, null);
    for (FeedbackStore.Entry event : events) {
      state = state.with(event.kind(), event.at(), event.until());
    }
    return state;
  }

  /** The state with one more event. */
  TapState with(Feedback event) {
    return with(event.kind(), event.at(), event.until());
  }

  private TapState with(Feedback.Kind kind, Instant at, @Nullable Instant notNowUntil) {
    return switch (kind) {
      case UNDONE -> new TapState(true, doneAt, until);
      case DONE -> new TapState(undone, doneAt != null && doneAt.isBefore(at) ? doneAt : at, until);
      case NOT_NOW -> new TapState(undone, doneAt, later(until, notNowUntil));
    };
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isAfter(a)) ? b : a;
  }

  /** A "done" was accepted; it may be undone. */
  boolean done() {
    return doneAt != null;
  }

  /** The tip is done. */
  boolean stands() {
    return done() && !undone;
  }

  /** The task is put aside. */
  boolean putAside() {
    return until != null && !done() && !undone;
  }

  /** The kind of event that decides the state. */
  Feedback.Kind ruling() {
    return undone ? Feedback.Kind.UNDONE : done() ? Feedback.Kind.DONE : Feedback.Kind.NOT_NOW;
  }

  Decision.State state() {
    return switch (ruling()) {
      case UNDONE -> Decision.State.UNDONE;
      case DONE -> Decision.State.DONE;
      case NOT_NOW -> Decision.State.NOT_NOW;
    };
  }
}
