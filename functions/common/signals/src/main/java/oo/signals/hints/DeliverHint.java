package oo.signals.hints;

import oo.host.base.UserId;
import oo.signals.DecisionId;

/** A delivery that may be due. */
public record DeliverHint(UserId user, DecisionId decision, Action action) {
  public enum Action {
    close,
    reopen
  }
}
