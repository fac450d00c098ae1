package oo.completetip.tap;

import java.time.Instant;
import oo.signals.DecisionId;
import oo.signals.EventId;
import org.jspecify.annotations.Nullable;

/** A tap as the page sends it. */
sealed interface Tap {
  DecisionId decision();

  /** The page makes it before it sends; the same id is the same tap. */
  EventId event();

  record Complete(DecisionId decision, EventId event) implements Tap {}

  record Undo(DecisionId decision, EventId event, EventId undoes) implements Tap {}

  /**
   * @param until null for an hour from now
   */
  record NotNow(DecisionId decision, EventId event, @Nullable Instant until) implements Tap {}
}
