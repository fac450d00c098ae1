package oo.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.tests.journey.Oo;

/**
 * {@code ./oo bench [--keep] [NAME...]}: prints a table with medians, ratios and the machine, and
 * with {@code --keep} puts it into docs/performance.md.
 */
public final class Bench {
  private Bench() {}

  /** One subject; it adds its rows to the table. */
  interface Measurement {
    void measure(Table table) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    boolean keep = List.of(arguments).contains("--keep");
    List<String> names =
        Stream.of(arguments).filter(argument -> !argument.equals("--keep")).toList();
    Map<String, Measurement> all = new LinkedHashMap<>();
    all.put("recommend", Bench::recommend);
    all.put("sync", Bench::sync);
    all.put("runtime", Bench::runtime);
    all.put("refresh", Bench::refresh);
    all.put("pages", new Pages());
    all.put("start", new Start());
    for (String name : names) {
      if (!all.containsKey(name)) {
        System.err.println("No benchmark " + name + "; there are " + all.keySet());
        System.exit(1);
      }
    }
    var table = new Table();
    for (var one : all.entrySet()) {
      if (names.isEmpty() || names.contains(one.getKey())) {
        System.out.println("Measuring " + one.getKey() + " ...");
        one.getValue().measure(table);
      }
    }
    table.print(System.out);
    if (keep) {
      table.keep(Oo.TREE.resolve("docs/performance.md"));
    }
    System.exit(0);
  }

  private static void recommend(Table table) throws Exception {
    try (var oo = new Oo()) {
      new RecommendSizes(oo).measure(table);
    }
  }

  private static void sync(Table table) throws Exception {
    try (var oo = new Oo()) {
      new Sync(oo).measure(table);
    }
  }

  private static void runtime(Table table) throws Exception {
    try (var oo = new Oo()) {
      new RuntimeAgainstPlain(oo).measure(table);
    }
  }

  private static void refresh(Table table) throws Exception {
    try (var oo = new Oo()) {
      new Refreshes(oo).measure(table);
    }
  }
}
