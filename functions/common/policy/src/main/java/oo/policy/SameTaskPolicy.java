package oo.policy;

import java.util.List;

/**
 * The task that the person was just looking at, when it changed at its source: shown anew rather
 * than rerolled. oO uses it by itself and says which in {@code context.server.features.same_task},
 * an index.
 */
public final class SameTaskPolicy extends Policy {
  /** The feature that names the candidate, by its index. */
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
