package oo.tests.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import oo.host.base.LibraryLogs;

/**
 * {@code ./oo simulate}: runs seeds, in one process for each processor, and prints those that break
 * an invariant.
 */
public final class Simulate {
  private static final String DONE = "done ";

  private long from = 1;
  private int seeds = 100;
  private int step = 1;
  private boolean history;
  private boolean worker;

  /** Stops at the first seed that breaks something. */
  private boolean first;

  private boolean planted;

  /** How often processes are killed; 0 for a simulation without processes. */
  private int kills;

  private String only = "";
  private final Set<Fault> without = EnumSet.noneOf(Fault.class);

  private Simulate() {}

  public static void main(String[] arguments) throws Exception {
    LibraryLogs.quiet();
    var simulate = new Simulate();
    simulate.read(arguments);
    if (simulate.kills > 0) {
      System.exit(
          Kills.run(simulate.kills, simulate.seeds == 1 ? simulate.from : System.nanoTime()));
    }
    if (simulate.planted) {
      System.exit(Planted.run(simulate.seeds, simulate.only));
    }
    boolean alone = simulate.worker || simulate.first || simulate.history || simulate.seeds == 1;
    System.exit((alone ? simulate.work() : simulate.share()) == 0 ? 0 : 1);
  }

  private void read(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--seeds" -> seeds = Integer.parseInt(arguments[++i]);
        case "--from" -> from = Long.parseLong(arguments[++i]);
        case "--step" -> step = Integer.parseInt(arguments[++i]);
        case "--seed" -> {
          from = Long.parseLong(arguments[++i]);
          seeds = 1;
        }
        case "--history" -> history = true;
        case "--worker" -> worker = true;
        case "--first" -> first = true;
        case "--planted" -> planted = true;
        case "--kill" -> kills = Integer.parseInt(arguments[++i]);
        case "--only" -> only = arguments[++i];
        case "--without" ->
            List.of(arguments[++i].split(",", -1))
                .forEach(name -> without.add(Fault.valueOf(name)));
        default -> throw new IllegalArgumentException(arguments[i]);
      }
    }
  }

  /** How many seeds failed. */
  private int work() {
    int failed = 0;
    try (var machine = new Machine();
        var provider = new LyingProvider()) {
      Simulation.warmUp(machine, provider);
      for (int i = 0; i < seeds; i++) {
        Simulation.Outcome outcome =
            Simulation.run(machine, provider, from + (long) i * step, without);
        if (history) {
          outcome.history().forEach(System.out::println);
        }
        failed += outcome.violations().isEmpty() ? 0 : 1;
        if (history || seeds == 1 || !outcome.violations().isEmpty()) {
          System.out.println("seed " + outcome.seed() + ", history " + outcome.hash());
          outcome.violations().forEach(line -> System.out.println("  " + line));
        }
        if (first && failed > 0) {
          break;
        }
        if (worker) {
          System.out.println(DONE + (outcome.violations().isEmpty() ? 0 : 1));
        }
      }
    }
    return failed;
  }

  private int share() throws IOException, InterruptedException {
    int workers = Math.min(Runtime.getRuntime().availableProcessors(), seeds);
    var done = new AtomicInteger();
    var failed = new AtomicInteger();
    long begun = System.nanoTime();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < workers; i++) {
      Process process = start(i, workers);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                  lines
                      .lines()
                      .forEach(line -> {
                        if (line.startsWith(DONE)) {
                          done.incrementAndGet();
                          failed.addAndGet(Integer.parseInt(line.substring(DONE.length())));
                        } else {
                          System.out.println(line);
                        }
                      });
                } catch (IOException e) {
                  System.out.println("A worker ended: " + e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "%d of %d seeds ran, %d failed, in %.0f s: %.0f a minute%n",
        done.get(), seeds, failed.get(), seconds, done.get() / seconds * 60);
    return failed.get() + seeds - done.get();
  }

  private Process start(int first, int workers) throws IOException {
    List<String> command = command("");
    command.addAll(
        List.of(
            "--worker",
            "--from",
            Long.toString(from + first),
            "--step",
            Integer.toString(workers),
            "--seeds",
            Integer.toString((seeds - first + workers - 1) / workers)));
    if (!without.isEmpty()) {
      command.addAll(
          List.of("--without", String.join(",", without.stream().map(Fault::name).toList())));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * Starts this class in a process, without its arguments.
   *
   * @param before classes that take the place of others; empty for none
   */
  static List<String> command(String before) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            before + System.getProperty("java.class.path"),
            Simulate.class.getName()));
    return command;
  }
}
