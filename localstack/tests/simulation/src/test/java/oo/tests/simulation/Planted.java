package oo.tests.simulation;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.commons.io.FileUtils;

/**
 * {@code ./oo simulate --planted}: proves that the simulation finds faults. Each patch plants one
 * in a copy of a product's class, which is compiled and put before the product on the class path.
 * The first line of a patch names the seed that found it; where that seed no longer does, the
 * search begins at seed 1.
 */
final class Planted {
  private static final String FOLDER = "localstack/tests/simulation/src/test/patches";
  private static final Pattern FILE = Pattern.compile("(?m)^\\+\\+\\+ b/(.*)$");

  private static final Pattern SEED = Pattern.compile("^Found by seed (\\d+): .+");

  private Planted() {}

  /** The patches, in the order of their names. */
  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(Machine.tree().resolve(FOLDER))) {
      return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  /**
   * Prints a table of bug, seed and invariant; 0 when each is found.
   *
   * @param seeds at most, for each bug
   * @param only of patches whose names have this in them
   */
  static int run(int seeds, String only) throws IOException {
    List<Path> patches = all().stream().filter(patch -> name(patch).contains(only)).toList();
    var missed = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Path patch : patches) {
        threads.submit(() -> {
          String found;
          try {
            found = find(patch, seeds);
          } catch (IOException | RuntimeException e) {
            found = "NOT RUN: " + e;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            found = "NOT RUN";
          }
          if (found.startsWith("NOT")) {
            missed.incrementAndGet();
          }
          System.out.printf("%-36s %s%n", name(patch), found);
        });
      }
    }
    System.out.println(patches.size() - missed.get() + " of " + patches.size() + " were found");
    return missed.get() == 0 ? 0 : 1;
  }

  private static String name(Path patch) {
    return patch.getFileName().toString().replace(".patch", "");
  }

  /** {@code seed N: invariant}. */
  private static String find(Path patch, int seeds) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("oo-planted");
    try {
      String classes = compiled(patch, folder) + File.pathSeparator;
      Optional<String> found = Optional.empty();
      Optional<Long> known = seed(patch);
      if (known.isPresent()) {
        found = find(classes, known.get(), 1);
      }
      return found.or(() -> find(classes, 1, seeds)).orElse("NOT FOUND in " + seeds + " seeds");
    } finally {
      FileUtils.deleteQuietly(folder.toFile());
    }
  }

  /** The seed that a patch names. */
  static Optional<Long> seed(Path patch) throws IOException {
    return SEED.matcher(Files.readString(patch))
        .results()
        .map(first -> Long.valueOf(first.group(1)))
        .findFirst();
  }

  private static Optional<String> find(String classes, long from, int seeds) {
    List<String> command = Simulate.command(classes);
    command.addAll(
        List.of(
            "--first",
            "--from",
            Long.toString(from),
            "--seeds",
            Integer.toString(seeds),
            "--without",
            Fault.BECOMES_RECURRING.name()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return Optional.empty();
      }
      List<String> lines =
          output.lines().dropWhile(line -> !line.startsWith("seed ")).limit(2).toList();
      return Optional.of(
          lines.size() < 2
              ? "NOT RUN: " + output
              : lines.getFirst().replaceFirst(",.*", "") + ":" + lines.getLast().substring(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("NOT RUN");
    }
  }

  private static Path compiled(Path patch, Path folder) throws IOException, InterruptedException {
    var sources = new ArrayList<String>();
    for (String file : files(patch)) {
      Path copy = folder.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(Machine.tree().resolve(file), copy);
      sources.add(copy.toString());
    }
    apply(folder, patch, false);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    var arguments =
        new ArrayList<>(
            List.of(
                "-nowarn",
                "-proc:none",
                "-parameters",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    arguments.addAll(sources);
    var errors = new java.io.ByteArrayOutputStream();
    if (ToolProvider.getSystemJavaCompiler()
            .run(null, errors, errors, arguments.toArray(String[]::new))
        != 0) {
      throw new IllegalStateException(name(patch) + ": " + errors.toString(StandardCharsets.UTF_8));
    }
    return classes;
  }

  private static List<String> files(Path patch) throws IOException {
    return FILE.matcher(Files.readString(patch)).results().map(file -> file.group(1)).toList();
  }

  /** Applies a patch below a folder, or only tries; returns what is wrong, or an empty text. */
  static String apply(Path folder, Path patch, boolean check)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("git", "apply", "--unidiff-zero"));
    if (check) {
      command.add("--check");
    }
    command.add(patch.toString());
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : name(patch) + ": " + output;
  }
}
