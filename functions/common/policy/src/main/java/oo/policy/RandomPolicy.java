package oo.policy;

/** Every candidate alike: v0, and the yardstick for whatever comes later. */
public final class RandomPolicy extends Policy {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public int version() {
    return 0;
  }

  @Override
  public Distribution distribution(Candidates candidates, Context context) {
    return Distribution.uniform(candidates.size());
  }
}
