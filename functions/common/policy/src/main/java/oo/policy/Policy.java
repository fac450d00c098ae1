package oo.policy;

import java.util.Objects;

/**
 * Chooses one of the candidates, reproducibly: a logged decision can be repeated on any machine.
 *
 * <p>An implementation gives each candidate a probability, by a pure function. It must not keep
 * state, read a clock, draw random numbers or change its arguments. A change of the results of
 * {@link #distribution} requires a new {@link #version}. Found by {@link java.util.ServiceLoader}.
 */
public abstract class Policy {

  /** Its name in the configuration: lower-case, e.g. {@code random}. */
  public abstract String name();

  public abstract int version();

  /**
   * The probability of each candidate.
   *
   * @param candidates at least one; read few of them, as each read costs a database read
   */
  public abstract Distribution distribution(Candidates candidates, Context context);

  /**
   * Chooses a candidate. The same arguments give the same choice.
   *
   * @param user opaque id of the candidates' user
   * @param candidates at least one
   * @throws IllegalArgumentException when there is no candidate, or the distribution names an
   *     unknown one
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
