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
    boolean undone = false;
    Instant doneAt = null;
    Instant until = null;
    for (FeedbackStore.Entry event : events) {
      switch (event.kind()) {
        case UNDONE -> undone = true;
        case DONE -> doneAt = doneAt != null && doneAt.isBefore(event.at()) ? doneAt : event.at();
        case NOT_NOW -> until = later(until, event.until());
      }
    }
    return new TapState(undone, doneAt, until);
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isAfter(a)) ? b : a;
  }

  boolean done() {
    return doneAt != null;
  }

  /** Which kind of event rules. */
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
