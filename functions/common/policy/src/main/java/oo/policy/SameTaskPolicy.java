package oo.policy;

import java.util.List;

/**
 * Chooses the task that was just shown, after it changed at its source. oO uses this policy by
 * itself, and passes the task's index in {@code context.server.features.same_task}.
 */
public final class SameTaskPolicy extends Policy {
  /** The feature with the candidate's index. */
  public static final String FEATURE = "same_task";

  @Override
  public String name() {
    return "same_task";
  }

  @Override
  public int version() {
    return 0;
  }

  @Override
  public Distribution distribution(Candidates candidates, Context context) {
    if (context.server().features().get(FEATURE) instanceof Number index) {
      return Distribution.explicit(List.of(index.intValue()), List.of(1.0));
    }
    throw new IllegalArgumentException("The context names no " + FEATURE);
  }
}
