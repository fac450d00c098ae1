package oo.dev.tools;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.dev.report.TestSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./oo test}: runs the tests by Maven, then prints what ran, failed and was skipped. */
@Command(name = "test", description = "Runs all tests, or those of one module.")
final class TestCommand implements Callable<Integer> {
  private static final Pattern MODULE = Pattern.compile("<module>(.*)</module>");
  private static final Path MARK = Path.of(".oo/watched");

  /** The modules whose tests use a browser; empty for all modules. */
  private static final List<String> BROWSES = List.of("", "journey", "contracts", "docker");

  /** The modules whose tests use the deployed zips. */
  private static final List<String> PACKED = List.of("", "lambda", "docker");

  /** The modules whose tests use what is fetched; those that take longest first. */
  private static final List<String> FETCHING =
      List.of("journey", "server", "contracts", "docker", "template");

  @Parameters(arity = "0..1", paramLabel = "MODULE", description = "Such as recommend.")
  private String module = "";

  @Option(names = "--all", description = "Also the tests of the modules that it depends on.")
  private boolean all;

  @Option(names = "--watch", description = "Tests the module again at every save.")
  private boolean watch;

  @Option(
      names = "--whole",
      description = "All tests; only those that need a container engine may be skipped.")
  private boolean whole;

  @Option(
      names = "--docker",
      description =
          "Tests that need a container engine: LocalStack, its compose file, the SAM CLI.")
  private boolean docker;

  @Option(
      names = "--fuzz",
      paramLabel = "TARGET",
      arity = "0..1",
      fallbackValue = "",
      description = "Makes inputs that may break a parser; all targets unless one is named.")
  private Optional<String> fuzz = Optional.empty();

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "How long --fuzz takes; 5 unless said.")
  private int minutes;

  @Override
  public Integer call() throws Exception {
    if (fuzz.isPresent()) {
      Fuzzing.run(fuzz.get(), minutes);
      return 0;
    }
    if ((whole || docker) && !module.isEmpty()) {
      throw new CommandFailed("--whole and --docker name their modules themselves.");
    }
    if (watch && module.isEmpty()) {
      throw new CommandFailed("--watch is for one module: ./oo test --watch MODULE");
    }
    if (docker) {
      module = "docker";
      System.out.println("Packaging the functions ...");
      Shell.need("", "./oo", "build");
    }
    List<String> selection = selection();
    List<Runnable> requirements = requirements();
    if (!watch) {
      return run(selection, requirements) ? 0 : failed();
    }
    while (true) {
      Files.writeString(MARK, "");
      if (!run(selection, requirements)) {
        System.err.println("Some tests failed.");
      }
      System.out.println("Waiting for the next save; Ctrl-C ends it.");
      while (saved().isEmpty()) {
        Thread.sleep(1_000);
      }
    }
  }

  /** What the tests use in addition to Maven; each can be fetched beside the others. */
  private List<Runnable> requirements() {
    var all = new ArrayList<Runnable>();
    if (List.of("", "journey").contains(module)) {
      all.add(Requirements::caddy);
    }
    if (List.of("", "server").contains(module)) {
      all.add(Requirements::s3);
    }
    if (List.of("", "server", "journey").contains(module)) {
      all.add(Requirements::postgres);
    }
    if (List.of("", "template").contains(module)) {
      all.add(Requirements::promtool);
    }
    if (BROWSES.contains(module)) {
      all.add(Requirements::browser);
    }
    if (BROWSES.contains(module) && !docker) {
      all.add(() -> {
        if (Requirements.clients()) {
          Requirements.schemathesis();
          Requirements.nats();
        } else {
          System.out.println(
              "The tests of the clients, by Schemathesis and of the sample consumer are skipped.");
        }
      });
    }
    return all;
  }

  private static int failed() {
    throw new CommandFailed(
        "The tests did not pass. The output is in .oo/test.log; a test's own output is beside its"
            + " report in target/surefire-reports.");
  }

  /** The files newer than the mark; deleting a file updates its folder's time. */
  private static List<String> saved() {
    return Shell.lines(
        ("find pom.xml functions localstack static-site infra ( -name target -o -name node_modules )"
                + " -prune -o -newer "
                + MARK
                + " -print")
            .split(" ", -1));
  }

  /** Maven's arguments that choose the module's tests. */
  private List<String> selection() throws IOException {
    if (module.isEmpty()) {
      return List.of();
    }
    List<String> modules =
        MODULE
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .map(r -> r.group(1))
            .toList();
    Path folder =
        modules.stream()
            .map(Path::of)
            .filter(path -> path.endsWith(module))
            .findFirst()
            .orElseThrow(() ->
                new CommandFailed(
                    "There is no module " + module + ". There are: " + names(modules)));
    var selection = new ArrayList<>(List.of("-pl", folder.toString(), "-am"));
    if (!all) {
      selection.add("-Dtest=" + tests(folder.resolve("src/test/java")));
      selection.add("-Dsurefire.failIfNoSpecifiedTests=false");
    }
    return selection;
  }

  private static String names(List<String> modules) {
    return modules.stream()
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .collect(Collectors.joining(" "));
  }

  /** As Surefire names them: oo/recommend/RecommendIT,... */
  private String tests(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailed(module + " has no tests.");
    }
    try (Stream<Path> sources = Files.walk(folder)) {
      return sources
          .map(source -> folder.relativize(source).toString())
          .filter(source -> source.matches(".*(Test|IT)\\.java"))
          .map(source -> source.replaceFirst("\\.java$", ""))
          .collect(Collectors.joining(","));
    }
  }

  /** True when every test passed, and a whole run left none out. */
  private boolean run(List<String> selection, List<Runnable> requirements) throws Exception {
    Shell.deleteFromTargets("surefire-reports");
    List<String> maven =
        Shell.maven("-q", "-b", "tests-last", "-Dmaven.ext.class.path=" + testsLast());
    maven.add("-Dtests.waiting=" + String.join(",", FETCHING));
    // ./oo lint has Error Prone, which takes ten times what javac does.
    maven.add("-Dlint=false");
    // Two modules at a time: with four on two cores, tests of a quick restart wait for a core.
    // After a failure the other modules still run; the summary reports it.
    maven.addAll(List.of("-T", "2", "--fail-at-end", "-Dmaven.test.failure.ignore=true"));
    if (module.isEmpty()) {
      // Among thousands some meet a machine that is busy just then. The summary names those.
      maven.add("-Dsurefire.rerunFailingTestsCount=1");
    }
    maven.addAll(selection);
    maven.addAll(
        List.of(
            "-Dtests.later",
            PACKED.contains(module) ? "package" : "test-compile",
            "surefire:test"));
    boolean built = copied(maven, Path.of(".oo/test.log"), requirements) == 0;
    var summary = new ByteArrayOutputStream();
    boolean passed =
        TestSummary.of(
            Path.of("").toAbsolutePath(),
            whole,
            new PrintStream(summary, true, StandardCharsets.UTF_8));
    System.out.print(summary.toString(StandardCharsets.UTF_8));
    Files.write(Path.of(".oo/test.summary"), summary.toByteArray());
    return built && passed;
  }

  /** The folder of what orders the modules, compiled for this Maven. */
  private static Path testsLast() throws IOException {
    Path folder = Files.createDirectories(Path.of(".oo/maven/META-INF/sisu")).resolve("../..");
    Files.writeString(
        folder.resolve("META-INF/sisu/javax.inject.Named"), "oo.dev.maven.TestsLast\n");
    String home =
        Shell.lines("mvn", "-v", "-Dstyle.color=never").stream()
            .filter(line -> line.startsWith("Maven home: "))
            .map(line -> line.replaceFirst("Maven home: ", ""))
            .findFirst()
            .orElseThrow(() -> new CommandFailed("mvn -v does not say where Maven is."));
    // Maven 3 finds no class of a later release.
    Shell.needLogged(
        "tests-last",
        "What orders the tests does not fit this Maven; 3.8 and 3.9 do",
        List.of(
            Path.of(System.getProperty("java.home"), "bin/javac").toString(),
            "--release",
            "11",
            "-d",
            folder.toString(),
            "-cp",
            home + "/lib/*",
            "localstack/dev/src/maven/java/oo/dev/maven/TestsLast.java"));
    return folder.toAbsolutePath().normalize();
  }

  /**
   * Prints the output, and writes it to a file. Maven compiles meanwhile, and begins with the tests
   * when the requirements are there.
   */
  private int copied(List<String> command, Path file, List<Runnable> requirements)
      throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (docker) {
      // The other value is "brief": the tests for every change.
      builder.environment().putIfAbsent("OO_DOCKER", "all");
    }
    Process process = Shell.start(builder);
    var fetched = CompletableFuture.runAsync(() -> fetch(requirements, process));
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        var log = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line);
        log.println(line);
      }
    }
    fetched.join();
    return Shell.exitCode(process);
  }

  private static void fetch(List<Runnable> requirements, Process process) {
    try (OutputStream input = process.getOutputStream();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      requirements.stream()
          .map(one -> CompletableFuture.runAsync(one, threads))
          .toList()
          .forEach(CompletableFuture::join);
    } catch (IOException e) {
      // Maven has ended, and says why.
    }
  }
}
