package oo.policy;

/** Equal probability for every candidate: the baseline for other policies. */
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
