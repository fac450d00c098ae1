package oo.dev.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code ./oo test --fuzz}: Jazzer makes inputs for the methods with {@code @FuzzTest}, one after
 * the other. An input that breaks one is kept beside the test's other inputs, which every run of
 * the tests reads; the corpus in {@code .cifuzz-corpus} makes the next run begin where this one
 * ended.
 */
final class Fuzzing {
  private static final Path LOG = Path.of(".oo/fuzz.log");
  private static final Pattern METHOD = Pattern.compile("@FuzzTest\\s+void (\\w+)\\(");
  private static final Pattern RUNS = Pattern.compile("(?m)^Done (\\d+) runs|^#(\\d+)\\s");

  /**
   * @param module its folder
   * @param name such as {@code RequestFuzzTest.cookies}
   */
  private record Target(Path module, String name) {}

  private Fuzzing() {}

  /**
   * @param only part of a target's name; empty for all
   * @param minutes for all targets together
   * @throws CommandFailed when an input breaks one
   */
  static void run(String only, int minutes) throws IOException {
    List<Target> targets = targets().stream().filter(t -> t.name().contains(only)).toList();
    if (targets.isEmpty()) {
      throw new CommandFailed(
          "No target is named so. There are: "
              + String.join(" ", targets().stream().map(Target::name).toList()));
    }
    long seconds = Math.max(5, minutes * 60L / targets.size());
    System.out.printf("%d targets, %d s each%n", targets.size(), seconds);
    var broken = new ArrayList<String>();
    for (Target target : targets) {
      boolean held = fuzz(target, seconds);
      System.out.printf(
          "%-45s %,12d runs%s%n", target.name(), runs(), held ? "" : "  BROKEN by an input");
      if (!held) {
        broken.add(target.name());
        Files.copy(
            LOG,
            Path.of(".oo/fuzz." + target.name() + ".log"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!broken.isEmpty()) {
      throw new CommandFailed(
          "Broken: " + broken + ". .oo/fuzz.TARGET.log says how; git status shows the inputs.");
    }
  }

  private static boolean fuzz(Target target, long seconds) {
    var builder =
        new ProcessBuilder(
            Shell.maven(
                "-q",
                "-Dlint=false",
                "-pl",
                target.module().toString(),
                "-am",
                "-Dtest=" + target.name().replace('.', '#'),
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Djazzer.hooks=true",
                "-Djazzer.max_duration=" + seconds + "s",
                "test"));
    builder.environment().put("JAZZER_FUZZ", "1");
    return Shell.run(builder.redirectErrorStream(true).redirectOutput(LOG.toFile())) == 0;
  }

  /** The last number of runs that the log tells. */
  private static long runs() throws IOException {
    return RUNS.matcher(Files.readString(LOG)).results().mapToLong(Fuzzing::number).max().orElse(0);
  }

  private static long number(MatchResult found) {
    return Long.parseLong(found.group(1) == null ? found.group(2) : found.group(1));
  }

  private static List<Target> targets() throws IOException {
    var targets = new ArrayList<Target>();
    try (Stream<Path> files = Files.walk(Path.of("functions"))) {
      for (Path file : files.filter(f -> f.toString().endsWith("FuzzTest.java")).toList()) {
        Path module = Path.of(file.toString().replaceFirst("/src/test/java/.*", ""));
        String test = file.getFileName().toString().replace(".java", "");
        METHOD
            .matcher(Files.readString(file))
            .results()
            .forEach(found -> targets.add(new Target(module, test + "." + found.group(1))));
      }
    }
    return targets;
  }
}
