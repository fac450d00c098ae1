package oo.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.bench.Benchmark.Subject;
import oo.host.base.LibraryLogs;

/**
 * {@code ./oo bench [--against REVISION] [--rounds N] [--keep] [NAME...]}: runs all benchmarks, or
 * those named, and prints a table. With {@code --against}, each is measured in turns of that
 * revision and of this tree. {@code coldstart} without it compares with other frameworks, and runs
 * only when it is named. With {@code --keep}, docs/performance.md gets the table.
 */
public final class Bench {
  private static final String COLD_START = "coldstart";
  private static final String BACKLOG = "backlog";
  private static final String LOAD = "load";

  private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

  static {
    ALL.put("sizes", new Sizes());
    ALL.put(COLD_START, new ColdStarts());
    ALL.put("recommend", new Recommendations());
    ALL.put("limits", new LimitCost());
    ALL.put("server", new Throughput());
    ALL.put("sync", new Reads());
    ALL.put("kept", new Kept());
    ALL.put(BACKLOG, new Backlog());
    ALL.put(LOAD, new Load());
    ALL.put("pages", new Pages());
    ALL.put("start", new StartUp());
  }

  private Bench() {}

  private record Options(String against, int rounds, boolean keep, List<String> names) {
    static Options parse(List<String> arguments) {
      String against = "";
      int rounds = 0;
      boolean keep = false;
      var names = new ArrayList<String>();
      Iterator<String> rest = arguments.iterator();
      while (rest.hasNext()) {
        String argument = rest.next();
        switch (argument) {
          case "--keep" -> keep = true;
          case "--against" -> against = value(argument, rest);
          case "--rounds" -> rounds = Integer.parseInt(value(argument, rest));
          default -> names.add(argument);
        }
      }
      for (String name : names) {
        if (!ALL.containsKey(name)) {
          throw new IllegalArgumentException(
              "There is no benchmark " + name + "; there are " + ALL.keySet());
        }
      }
      if (names.isEmpty()) {
        names.addAll(ALL.keySet());
        // Each takes a quarter of an hour.
        names.remove(BACKLOG);
        names.remove(LOAD);
        if (against.isEmpty()) {
          names.remove(COLD_START);
        }
      }
      return new Options(against, rounds, keep, names);
    }

    private static String value(String argument, Iterator<String> rest) {
      if (!rest.hasNext()) {
        throw new IllegalArgumentException(argument + " needs a value");
      }
      return rest.next();
    }
  }

  /** With the tree's folder, and then the options. */
  public static void main(String[] arguments) throws Exception {
    LibraryLogs.quiet();
    Path tree = Path.of(arguments[0]).toAbsolutePath().normalize();
    try {
      run(tree, Options.parse(List.of(arguments).subList(1, arguments.length)));
      System.exit(0);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void run(Path tree, Options options) throws Exception {
    // The baseline first.
    var revisions = new ArrayList<Revision>();
    if (!options.against().isEmpty()) {
      revisions.add(Revision.checkedOut(tree, options.against()));
    }
    revisions.add(Revision.current(tree));
    var table = new Table();
    for (String name : options.names()) {
      System.out.println("Measuring " + name + " ...");
      if (name.equals(COLD_START) && revisions.size() == 1) {
        competitors(revisions.getLast(), options, table);
      } else {
        measure(name, revisions, options, table);
      }
    }
    System.out.println();
    System.out.print(table.text());
    if (options.keep()) {
      table.keep(tree.resolve("docs/performance.md"));
    }
  }

  private static void measure(String name, List<Revision> revisions, Options options, Table table)
      throws Exception {
    Benchmark benchmark = ALL.get(name);
    try (var comparison = new Comparison()) {
      for (Revision revision : revisions) {
        try {
          Subject subject = benchmark.prepare(revision);
          comparison.add(revision.name(), subject);
        } catch (IOException | RuntimeException e) {
          table.note(name + " of " + revision.name() + " cannot be measured: " + e.getMessage());
        }
      }
      if (!comparison.isEmpty()) {
        table.add(comparison.run(rounds(benchmark, options)));
      }
    }
  }

  private static void competitors(Revision product, Options options, Table table) throws Exception {
    try (var comparison = new Comparison()) {
      Competitors.addTo(comparison, product);
      table.add(comparison.run(rounds(new ColdStarts(), options)));
    }
  }

  private static int rounds(Benchmark benchmark, Options options) {
    return options.rounds() > 0 ? options.rounds() : benchmark.rounds();
  }
}
