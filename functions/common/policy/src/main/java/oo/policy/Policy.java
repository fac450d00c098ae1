package oo.policy;

import java.util.Objects;

/**
 * A way to choose one of the candidates. An implementation says only how likely each is to be
 * chosen: a pure function of its arguments, equal for equal arguments on every machine, so that a
 * logged decision can be run again. It must not keep state, read a clock, draw random numbers or
 * change its arguments. Found by {@link java.util.ServiceLoader}; a change of what {@link
 * #distribution} answers takes a new {@link #version}.
 */
public abstract class Policy {

  /** What configuration calls it: lower-case, e.g. {@code random}. */
  public abstract String name();

  public abstract int version();

  /**
   * How likely each candidate is.
   *
   * @param candidates at least one; ask for few of them, each costs a look-up
   */
  public abstract Distribution distribution(Candidates candidates, Context context);

  /**
   * Chooses. With the same arguments it always chooses the same.
   *
   * @param user whose candidates these are, opaque
   * @param candidates at least one
   * @throws IllegalArgumentException when there is no candidate, or the distribution names one that
   *     there is not
   */
  public final Choice pick(String user, Candidates candidates, Context context, Seed seed) {
    Objects.requireNonNull(user);
    if (candidates.size() < 1) {
      throw new IllegalArgumentException("Nothing to pick from");
    }
    Distribution distribution = distribution(candidates, context);
    return new Choice(distribution.at(seed.unit(), candidates.size()), distribution);
  }

  /**
   * @param index of the chosen candidate
   * @param distribution from which it was drawn
   */
  public record Choice(int index, Distribution distribution) {}
}
