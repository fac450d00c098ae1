package oo.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured of one subject, by measure and round. */
final class Samples {

  /**
   * @param unit e.g. {@code ms}
   * @param aim in words; empty without one
   */
  record Measure(String name, String unit, String aim) {
    Measure(String name, String unit) {
      this(name, unit, "");
    }

    String format(double value) {
      boolean whole = value == Math.rint(value) || Math.abs(value) >= 100;
      String digits = whole ? "%,.0f %s" : Math.abs(value) < 10 ? "%.2f %s" : "%.1f %s";
      return String.format(Locale.ROOT, digits, value, unit).strip();
    }
  }

  private final Map<Measure, List<Double>> values = new LinkedHashMap<>();

  void add(Measure measure, double value) {
    values.computeIfAbsent(measure, m -> new ArrayList<>()).add(value);
  }

  void clear() {
    values.clear();
  }

  Map<Measure, List<Double>> values() {
    return values;
  }

  static double median(List<Double> values) {
    return quantile(values, 0.5);
  }

  /** Interpolated between the two nearest values. */
  static double quantile(List<Double> values, double q) {
    List<Double> sorted = values.stream().sorted().toList();
    double at = q * (sorted.size() - 1);
    double low = sorted.get((int) Math.floor(at));
    return low + (at - Math.floor(at)) * (sorted.get((int) Math.ceil(at)) - low);
  }

  /** The ratios of what was measured in the same round. */
  static List<Double> ratios(List<Double> values, List<Double> baseline) {
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < Math.min(values.size(), baseline.size()); round++) {
      ratios.add(values.get(round) / baseline.get(round));
    }
    return ratios;
  }
}
