package oo.bench.coldstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import oo.images.training.Operation;

/**
 * {@code ./oo bench coldstart [--rounds N]}: checks that all do the same, measures them in turns,
 * and prints medians and paired ratios.
 */
public final class ColdstartCommand {
  private static final int ROUNDS = 15;

  private final Path tree;
  private final int rounds;
  private final Path folder;
  private final Report report = new Report();

  private ColdstartCommand(Path tree, int rounds, Path folder) {
    this.tree = tree;
    this.rounds = rounds;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    Path tree = Path.of(arguments[0]).toAbsolutePath();
    int rounds = ROUNDS;
    if (arguments.length == 3 && arguments[1].equals("--rounds")) {
      rounds = Integer.parseInt(arguments[2]);
    } else if (arguments.length != 1) {
      System.err.println("./oo bench coldstart [--rounds N]");
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("oo-coldstart-");
    try {
      new ColdstartCommand(tree, rounds, folder).run();
    } finally {
      delete(folder);
    }
    System.exit(0);
  }

  private void run() {
    report.begin(rounds);
    try (var world = new Contest()) {
      for (Operation operation : Operation.values()) {
        var starts = new Starts(world, folder);
        List<Contestant> contestants = contestants(operation);
        System.out.println("Comparing what they do for " + operation.function + " ...");
        List<Starts.Trail> trails =
            contestants.stream().map(each -> starts.trail(each, operation)).toList();
        Sameness.check(operation, trails);
        report.same(operation, trails.getFirst());
        System.out.println("Training AOT caches ...");
        measure(
            starts,
            operation,
            "AOT cache",
            contestants.stream()
                .map(each -> new Lane(each, starts.trained(each, operation)))
                .toList());
        measure(
            starts,
            operation,
            "no cache",
            contestants.stream().map(each -> new Lane(each, List.of())).toList());
      }
    }
    report.print(System.out);
  }

  private void measure(Starts starts, Operation operation, String mode, List<Lane> lanes) {
    System.out.println("Measuring " + operation.function + ", " + mode + " ...");
    // One round that does not count: files into the page cache, statements into PostgreSQL's.
    lanes.forEach(lane -> starts.timed(lane, operation));
    var turns = new ArrayList<>(lanes);
    for (int round = 0; round < rounds; round++) {
      turns.forEach(lane -> lane.timed.add(starts.timed(lane, operation)));
      // Whoever was first is last.
      turns.add(turns.removeFirst());
    }
    for (int round = 0; round < Math.max(3, rounds / 3); round++) {
      turns.forEach(lane -> lane.parts.add(starts.parts(lane, operation)));
      turns.add(turns.removeFirst());
    }
    lanes.forEach(lane -> lane.classes = starts.classes(lane, operation));
    report.add(operation.function + ", " + mode, lanes);
  }

  private List<Contestant> contestants(Operation operation) {
    Path competitors = tree.resolve("localstack/bench/competitors");
    Path own = folder.resolve(operation.function);
    return List.of(
        Contestant.of(
            "oO",
            "oo.lambda.LambdaEntry::handleRequest",
            tree.resolve("functions/" + operation.module + "/target/" + operation.module + ".zip"),
            own.resolve("oo")),
        Contestant.of(
            "plain",
            "oo.bench.coldstart.plain.PlainHandler::handleRequest",
            competitors.resolve("plain/target/plain-1.jar"),
            competitors.resolve("plain/target/lib"),
            own.resolve("plain")),
        Contestant.of(
            "Quarkus",
            "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest",
            competitors.resolve("quarkus/target/function.zip"),
            own.resolve("quarkus")),
        Contestant.of(
            "Micronaut",
            "oo.bench.coldstart.micronaut.MicronautHandler",
            competitors.resolve("micronaut/target/micronaut-1.jar"),
            competitors.resolve("micronaut/target/lib"),
            own.resolve("micronaut")));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
