package oo.bench.coldstart;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Medians and ratios. */
final class Measures {
  private Measures() {}

  static <T> double median(List<T> of, ToDoubleFunction<T> what) {
    double[] sorted = of.stream().mapToDouble(what).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median of the ratios of what was measured in the same round. */
  static <T> double pairedRatio(List<T> of, List<T> to, ToDoubleFunction<T> what) {
    double[] ratios = new double[of.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = what.applyAsDouble(of.get(i)) / what.applyAsDouble(to.get(i));
    }
    return median(Arrays.stream(ratios).boxed().toList(), Double::doubleValue);
  }

  static String ms(double milliseconds) {
    return String.format(Locale.ROOT, milliseconds < 10 ? "%.2f" : "%.0f", milliseconds);
  }

  static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }
}
