package oo.bench.coldstart;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import oo.bench.coldstart.Starts.Trail;
import oo.images.training.Operation;

/** Holds the contestants to the same work: nobody is timed who does another. */
final class Sameness {
  private Sameness() {}

  /**
   * @param trails the product's first
   * @throws IllegalStateException naming the first difference
   */
  static void check(Operation operation, List<Trail> trails) {
    libraries(trails);
    each(operation, "answers", trails, Trail::answer);
    each(operation, "statements", trails, Trail::statements);
    each(operation, "rows", trails, Trail::rows);
    each(operation, "messages", trails, Trail::messages);
  }

  private static void libraries(List<Trail> trails) {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (Trail trail : trails) {
      for (Contestant.Library library : trail.contestant().workLibraries()) {
        versions.computeIfAbsent(library.name(), n -> new TreeSet<>()).add(library.version());
      }
    }
    versions.values().removeIf(found -> found.size() == 1);
    if (!versions.isEmpty()) {
      throw new IllegalStateException(
          "The product and its competitors use different libraries: "
              + versions
              + ". localstack/bench/competitors/pom.xml names the competitors'.");
    }
  }

  private static void each(
      Operation operation, String what, List<Trail> trails, Function<Trail, Object> aspect) {
    Object expected = aspect.apply(trails.getFirst());
    for (Trail trail : trails) {
      Object found = aspect.apply(trail);
      if (!expected.equals(found)) {
        throw new IllegalStateException(
            "%s: the %s of %s differ from those of %s.%n%s"
                .formatted(
                    operation.function,
                    what,
                    trail.contestant().name(),
                    trails.getFirst().contestant().name(),
                    difference(expected, found)));
      }
    }
  }

  private static String difference(Object expected, Object found) {
    if (expected instanceof List<?> one && found instanceof List<?> other) {
      for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
        Object a = i < one.size() ? one.get(i) : "nothing";
        Object b = i < other.size() ? other.get(i) : "nothing";
        if (!a.equals(b)) {
          return "Number " + i + ":\n" + a + "\n" + b;
        }
      }
    }
    return expected + "\n" + found;
  }
}
