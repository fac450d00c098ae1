package oo.policy;

import java.util.HashSet;
import java.util.List;

/** The probability of each candidate. It is logged with the decision, for learning from taps. */
public sealed interface Distribution {

  /** Equal probability for each of {@code n}. */
  static Distribution uniform(int n) {
    return new Uniform(n);
  }

  /**
   * A shortlist; every other candidate has probability 0.
   *
   * @param indexes of the candidates, at most 500, each once
   * @param p their probabilities, which sum to 1
   */
  static Distribution explicit(List<Integer> indexes, List<Double> p) {
    return new Explicit(indexes, p);
  }

  /**
   * The candidate at {@code u}: the first, in this distribution's order, whose cumulative
   * probability exceeds {@code u}.
   *
   * @param u in [0, 1)
   * @param size number of candidates
   */
  int at(double u, int size);

  record Uniform(int n) implements Distribution {
    public Uniform {
      if (n < 1) {
        throw new IllegalArgumentException("A distribution is over at least one: " + n);
      }
    }

    @Override
    public int at(double u, int size) {
      if (n > size) {
        throw new IllegalArgumentException("Uniform over " + n + " of " + size);
      }
      // u < 1, but u * n may round up to n.
      return Math.min((int) (u * n), n - 1);
    }
  }

  record Explicit(List<Integer> indexes, List<Double> p) implements Distribution {
    private static final int LONGEST = 500;

    public Explicit {
      indexes = List.copyOf(indexes);
      p = List.copyOf(p);
      boolean shape =
          !indexes.isEmpty()
              && indexes.size() <= LONGEST
              && indexes.size() == p.size()
              && new HashSet<>(indexes).size() == indexes.size();
      double sum = p.stream().mapToDouble(Double::doubleValue).sum();
      if (!shape || p.stream().anyMatch(x -> !(x >= 0)) || Math.abs(sum - 1) > 1e-9) {
        throw new IllegalArgumentException(
            "A shortlist has 1 to 500 different candidates whose probabilities sum to 1");
      }
    }

    @Override
    public int at(double u, int size) {
      double cumulated = 0;
      int last = -1;
      for (int i = 0; i < indexes.size(); i++) {
        int index = indexes.get(i);
        if (index < 0 || index >= size) {
          throw new IllegalArgumentException("No candidate " + index + " of " + size);
        }
        if (p.get(i) > 0) {
          last = index;
          cumulated += p.get(i);
          if (u < cumulated) {
            return last;
          }
        }
      }
      return last; // By rounding, the sum is less than u.
    }
  }
}
