package oo.dev.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import oo.dev.report.Licences;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands, one method each. The launcher has {@code run}; only its help is here. */
@Command(name = "oo", subcommands = TestCommand.class)
public final class Tools {
  private static final String CLIENTS = "functions/common/contract/clients/";
  private static final Path CONTRACT =
      Path.of("functions/common/contract/src/main/resources/openapi.yaml");

  public static void main(String[] arguments) {
    System.exit(Commands.execute(new CommandLine(new Tools()), arguments));
  }

  @Command(
      name = "run",
      description =
          "Runs the product, with no Docker, no account and no key. OO_PORT chooses the port.")
  void run(
      @Option(names = "--containers", description = "Containers reach its database and stand-ins.")
          boolean containers) {}

  @Command(name = "format", description = "Formats Java, JavaScript, TypeScript and CSS.")
  void format() {
    Shell.needMaven("Some Java files cannot be formatted.", "-q", "spotless:apply");
    Shell.need("Some pages cannot be formatted.", ".ci/lint", "--format");
  }

  @Command(
      name = "lint",
      description = "Checks formatting, Java, the pages, the shell, the workflow and the template.")
  void lint() {
    Shell.needMaven("Some files are not formatted: ./oo format", "-q", "spotless:check");
    // Maven skips classes that ./oo run compiled, so Error Prone would not check them.
    Shell.deleteFromTargets("maven-status");
    Shell.needMaven(
        "Error Prone, NullAway or javac found errors.", "-q", "-T", "2", "test-compile");
    Shell.need("Some files have findings; ./oo format corrects the formatting.", ".ci/lint");
  }

  @Command(
      name = "typecheck",
      description = "Checks the pages' JavaScript and the TypeScript client against the contract.")
  void typecheck() {
    needClients();
    String tsc = CLIENTS + "typescript/node_modules/.bin/tsc";
    Shell.need(
        "The pages' JavaScript differs from the contract.", tsc, "-p", "static-site/jsconfig.json");
    Shell.need(
        "The TypeScript client does not compile.", tsc, "-p", CLIENTS + "typescript", "--noEmit");
  }

  @Command(name = "hooks", description = "Runs pre-commit before every commit of this clone.")
  void hooks() throws IOException {
    Path hook =
        Path.of(Shell.lines("git", "rev-parse", "--git-path", "hooks/pre-commit").getFirst());
    Files.createDirectories(hook.resolveSibling(""));
    if (Files.exists(hook) && !Files.readString(hook).contains("./oo pre-commit")) {
      throw new CommandFailed(
          hook + " is another hook: add a line with ./oo pre-commit to it, or remove it.");
    }
    Files.writeString(hook, "#!/bin/sh\n# Installed by ./oo hooks.\nexec ./oo pre-commit\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    System.out.println(
        "Before every commit, changed Java is formatted and linted, and the pages are type-checked.");
  }

  @Command(name = "pre-commit", description = "Formats, lints and type-checks what is staged.")
  void preCommit() {
    List<String> staged =
        Shell.lines("git", "diff", "--cached", "--name-only", "--diff-filter=ACMR");
    for (String file : staged) {
      if (file.equals("oo") || file.startsWith(".ci/") || file.endsWith(".sh")) {
        checkShell(file);
      } else if (file.endsWith(".js") && Shell.has("node")) {
        Shell.need(file + " is not valid JavaScript.", "node", "--check", file);
      }
    }
    if (Shell.has("node") && staged.stream().anyMatch(file -> file.startsWith("static-site/js/"))) {
      Shell.need("The pages differ from the contract.", "./oo", "typecheck");
    }
    String modules = modules(staged);
    if (modules.isEmpty()) {
      return;
    }
    List<String> half = new ArrayList<>(Shell.lines("git", "diff", "--name-only", "--", "*.java"));
    half.retainAll(staged);
    if (half.isEmpty()) {
      Shell.needMaven("Some files cannot be formatted.", "-q", "-pl", modules, "spotless:apply");
      List<String> add = new ArrayList<>(List.of("git", "add", "--"));
      staged.stream().filter(file -> file.endsWith(".java")).forEach(add::add);
      Shell.need("The formatted files cannot be staged.", add.toArray(String[]::new));
    } else {
      Shell.needMaven(
          "Some files are staged in part, so they are not formatted: ./oo format, and stage again.",
          "-q",
          "-pl",
          modules,
          "spotless:check");
    }
    Shell.needMaven(
        "Error Prone, NullAway or javac found errors.",
        "-q",
        "-pl",
        modules,
        "-am",
        "test-compile");
  }

  private static void checkShell(String file) {
    try (var lines = Files.lines(Path.of(file))) {
      if (lines.findFirst().filter(first -> first.matches("#!.*bash")).isPresent()) {
        Shell.need(file + " is not valid bash.", "bash", "-n", file);
      }
    } catch (IOException e) {
      throw new CommandFailed(file + " cannot be read.");
    }
  }

  /** The modules of Java sources and poms, separated by commas. */
  private static String modules(List<String> files) {
    var modules = new TreeSet<String>();
    for (String file : files) {
      String folder = file.replaceFirst("/(src/.*\\.java|pom\\.xml)$", "");
      if (!folder.equals(file) && Files.exists(Path.of(folder, "pom.xml"))) {
        modules.add(folder);
      }
    }
    return String.join(",", modules);
  }

  @Command(
      name = "build",
      description = "Makes every module's jar, checked by the compilers but not by the tests.")
  int build() {
    Shell.needMaven("The modules cannot be packaged.", "-q", "-DskipTests", "package");
    return Shell.run(
        Shell.java(
            "-cp",
            "localstack/dev/target/dev-1.jar:localstack/dev/target/stack/*",
            "oo.dev.supervisor.SamEnvironment",
            Path.of("").toAbsolutePath().toString()));
  }

  @Command(name = "bench", description = "Measures, and prints a table.")
  int bench(
      @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these benchmarks.")
          List<String> names,
      @Option(names = "--keep", description = "Writes docs/performance.md too.") boolean keep,
      @Option(names = "--rounds", paramLabel = "N", description = "How often each is measured.")
          Optional<Integer> rounds,
      @Option(
              names = "--against",
              paramLabel = "REVISION",
              description = "Measures that revision and this tree in turns.")
          Optional<String> against) {
    Requirements.browser();
    List<String> command =
        testMain(
            "bench", "localstack/bench", "package", "The benchmarks cannot be built", "-Xmx2g");
    command.addAll(List.of("oo.bench.Bench", Path.of("").toAbsolutePath().toString()));
    if (keep) {
      command.add("--keep");
    }
    rounds.ifPresent(count -> command.addAll(List.of("--rounds", String.valueOf(count))));
    against.ifPresent(revision -> command.addAll(List.of("--against", revision)));
    command.addAll(names == null ? List.of() : names);
    return Shell.run(command);
  }

  @Command(
      name = "simulate",
      description = "Runs people against a lying provider and dying processes, seed by seed.")
  int simulate(
      @Option(names = "--seeds", paramLabel = "N", description = "How many seeds; 100 unless said.")
          Optional<Integer> seeds,
      @Option(names = "--from", paramLabel = "SEED", description = "The first one; 1 unless said.")
          Optional<Long> from,
      @Option(names = "--seed", paramLabel = "SEED", description = "Only this one.")
          Optional<Long> seed,
      @Option(names = "--history", description = "Prints what happened.") boolean history,
      @Option(
              names = "--planted",
              description = "Plants bugs, one at a time, and prints the seed that finds each.")
          boolean planted,
      @Option(names = "--only", paramLabel = "NAME", description = "Only bugs so named.")
          Optional<String> only,
      @Option(names = "--without", paramLabel = "FAULT,...", description = "Leaves faults out.")
          Optional<String> without,
      @Option(
              names = "--kill",
              paramLabel = "N",
              arity = "0..1",
              fallbackValue = "100",
              description =
                  "Kills real processes instead, N times, while people tap; 100 unless said.")
          Optional<Integer> kills) {
    List<String> command =
        testMain(
            "simulate",
            "localstack/tests/simulation",
            "test-compile",
            "The simulation cannot be built",
            "-Xmx512m");
    command.add("oo.tests.simulation.Simulate");
    seeds.ifPresent(count -> command.addAll(List.of("--seeds", String.valueOf(count))));
    from.ifPresent(first -> command.addAll(List.of("--from", String.valueOf(first))));
    seed.ifPresent(one -> command.addAll(List.of("--seed", String.valueOf(one))));
    without.ifPresent(faults -> command.addAll(List.of("--without", faults)));
    only.ifPresent(name -> command.addAll(List.of("--only", name)));
    kills.ifPresent(count -> command.addAll(List.of("--kill", String.valueOf(count))));
    if (history) {
      command.add("--history");
    }
    if (planted) {
      command.add("--planted");
    }
    return Shell.run(command);
  }

  /** Builds a module and its tests, and begins the command that starts a main class of these. */
  private static List<String> testMain(
      String name, String module, String phase, String otherwise, String... options) {
    System.out.println("Building ...");
    Path libraries = Path.of(".oo/" + name + ".libraries").toAbsolutePath();
    Shell.needLogged(
        name,
        otherwise,
        Shell.maven(
            "-q",
            "-Dlint=false",
            "-DskipTests",
            "-pl",
            module,
            "-am",
            phase,
            "dependency:build-classpath",
            "-Dmdep.outputFile=" + libraries,
            "-DincludeScope=test"));
    List<String> command =
        Shell.java(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", module + "/target/test-classes:" + read(libraries)));
    return command;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailed(file + " cannot be read.");
    }
  }

  @Command(name = "clients", description = "Generates the TypeScript and Python clients.")
  int clients() {
    needClients();
    return Shell.run(List.of(CLIENTS + "generate"));
  }

  private static void needClients() {
    if (!Requirements.clients()) {
      throw new CommandFailed("The clients' tools are missing.");
    }
  }

  @Command(
      name = "publish-contract",
      description = "Records that a change which breaks the published contract is intended.")
  void publishContract() throws IOException {
    Files.copy(
        CONTRACT,
        Path.of("functions/common/contract/published/openapi.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    System.out.println(
        "The published contract is openapi.yaml now. Say in the commit why, and which clients break.");
  }

  @Command(name = "logs", description = "Follows the log of the functions.")
  int logs() throws IOException {
    Path log = Path.of(".oo/oo.log");
    if (!Files.exists(log) || Files.size(log) == 0) {
      throw new CommandFailed("There is no log yet: ./oo run writes it.");
    }
    return Shell.run(List.of("tail", "-n", "100", "-F", log.toString()));
  }

  @Command(
      name = "licences",
      description = "Lists the shipped libraries by licence, and writes an SBOM for a scanner.")
  void licences() throws Exception {
    Shell.needLogged(
        "sbom",
        "The SBOM cannot be made",
        Shell.maven(
            "-Dlint=false",
            "compile",
            "org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom",
            "-Dcyclonedx.skipAttach=true"));
    if (!Licences.list(Path.of(".oo/sbom/oo.xml"), System.out)) {
      throw new CommandFailed("Check the licences marked with ? above before you ship this.");
    }
    System.out.println("\nThe SBOM (CycloneDX): .oo/sbom/oo.json and .oo/sbom/oo.xml");
    String sbom = ".oo/sbom/oo.json";
    if (Shell.has("osv-scanner")) {
      Shell.need(
          "osv-scanner found vulnerabilities.",
          "osv-scanner",
          "scan",
          "source",
          "--lockfile",
          sbom);
    } else if (Shell.has("grype")) {
      Shell.need("grype found vulnerabilities.", "grype", "sbom:" + sbom, "--fail-on", "medium");
    } else if (Shell.has("trivy")) {
      Shell.need("trivy found vulnerabilities.", "trivy", "sbom", "--exit-code", "1", sbom);
    } else {
      System.out.println(
          "Vulnerabilities: NOT CHECKED. Install osv-scanner,"
              + " grype or trivy, and run this again.");
    }
  }
}
