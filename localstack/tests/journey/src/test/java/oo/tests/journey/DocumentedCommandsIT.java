package oo.tests.journey;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.dev.tools.Tools;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.template.Template.FunctionResource;
import oo.template.TemplateReader;
import oo.tests.journey.StandInPrograms.Call;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command of the documentation runs as it is written, by a shell in a fresh copy of the tree:
 * each block of a page in order, and each {@code ./oo ...} within a sentence. The launcher is the
 * real one; what it would start is parsed by the real command. Programs that a machine may lack are
 * {@link StandInPrograms}, whose calls are checked by this class's rules. {@code DocumentedStackIT}
 * runs the blocks that need a container engine.
 */
final class DocumentedCommandsIT {
  /** What a reader fills in. Anything else that looks like a placeholder fails. */
  private static final Map<String, String> FILLINGS =
      Map.ofEntries(
          entry("IMAGE-WITH-GLIBC", "registry.example/debian:13"),
          entry("REGISTRY/IMAGE", "registry.example/debian:13"),
          entry("REGISTRY/PREFIX", "registry.example/oo"),
          entry("PREFIX/", "registry.example/oo/"),
          entry("--postgres IMAGE", "--postgres registry.example/debian:13"),
          entry("--load IMAGE", "--load registry.example/debian:13"),
          entry("--tag TAG", "--tag v2"),
          entry("//FN-SERVER:", "//fn.example:"),
          entry("//HOST:", "//db.example:"),
          entry("NAME...", "recommend"),
          entry("REVISION", "main~1"),
          entry("DECISION", "0198c0de-0000-7000-8000-000000000000"),
          entry("--seed N", "--seed 7"),
          entry("--users N", "--users 1000"),
          entry("FAULT,...", "lost"),
          entry("COMMAND", "deploy"),
          entry("DATABASE_PASSWORD=...", "DATABASE_PASSWORD=a-password"),
          entry("DATABASE_URL=...", "DATABASE_URL=jdbc:postgresql://db.example:5432/oo"),
          entry("GOOGLE_CLIENT_ID=...", "GOOGLE_CLIENT_ID=oo.apps.googleusercontent.com"),
          entry("GOOGLE_CLIENT_SECRET=...", "GOOGLE_CLIENT_SECRET=a-secret"),
          entry("TODOIST_CLIENT_ID=...", "TODOIST_CLIENT_ID=oo"),
          entry("TODOIST_CLIENT_SECRET=...", "TODOIST_CLIENT_SECRET=a-secret"),
          entry("OBJECTS_KEY=...", "OBJECTS_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
          entry("LOCALSTACK_AUTH_TOKEN=...", "LOCALSTACK_AUTH_TOKEN=a-token"),
          entry("acm:us-east-1:...:certificate/...", "acm:us-east-1:123456789012:certificate/1a"),
          entry("arn:aws:sns:us-east-1:...", "arn:aws:sns:us-east-1:123456789012:alarms"),
          entry("Distribution=DISTRIBUTION", "Distribution=E2QWRUHAPOMQZL"),
          entry("arn:aws:sns:...", "arn:aws:sns:eu-central-1:123456789012:alarms"));

  /** A line that asks the reader to write a file, and what the reader then does. */
  private static final Map<String, String> WRITTEN_BY_HAND =
      Map.of("cp .env.example .env", "./oo keys >>.env");

  private static final Pattern UNFILLED = Pattern.compile("\\.\\.\\.|^(\\w+=)?[A-Z][A-Z-]+$");
  private static final Pattern SYNOPSIS = Pattern.compile("(?m)^(\\./oo .*) ?\\[.*$");
  private static final Pattern OPTIONAL = Pattern.compile("\\[[^\\[\\]]*\\]");
  private static final Pattern MODULE = Pattern.compile("<module>(?:.*/)?([a-z-]+)</module>");

  private static final StandIns STAND_INS = StandIns.start(StandInsConfig.inMemory());

  @TempDir Path folder;

  @AfterAll
  static void close() {
    STAND_INS.close();
  }

  @TestFactory
  Stream<DynamicTest> everyBlock() {
    return DocumentedBlock.pages().stream()
        .filter(page -> !DocumentedBlock.commands(page).isEmpty())
        .map(page ->
            DynamicTest.dynamicTest(
                page,
                () -> {
                  Path tree = fresh(page);
                  for (DocumentedBlock block : DocumentedBlock.commands(page)) {
                    run(tree, block.toString(), block.text());
                  }
                }));
  }

  @Test
  void everyCallWithinASentence() throws Exception {
    Map<String, String> calls =
        DocumentedBlock.pages().stream()
            .flatMap(page -> DocumentedBlock.calls(page).stream())
            .collect(
                Collectors.toMap(
                    DocumentedBlock::text,
                    DocumentedBlock::toString,
                    (one, other) -> one + ", " + other));
    assertThat(calls).hasSizeGreaterThan(30);
    Path tree = fresh("calls");
    for (Map.Entry<String, String> call : calls.entrySet()) {
      run(tree, call.getValue(), call.getKey());
    }
  }

  /** The README's first command, with what a build makes; the lines are those of the README. */
  @Test
  void theFirstCommandPrintsWhatTheReadmeShows() throws Exception {
    Path tree = fresh("run");
    GuidedTree.copyBuilt(tree);
    List<String> shown =
        DocumentedBlock.of("README.md", Files.readString(Oo.TREE.resolve("README.md"))).stream()
            .filter(block -> block.text().contains("oO is ready"))
            .flatMap(block -> block.text().lines())
            .toList();
    List<String> awaited = shown.subList(shown.indexOf("Starting the database ..."), shown.size());
    var builder =
        new ProcessBuilder("./oo", "run").directory(tree.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("OO_PORT", String.valueOf(Loopback.freePort()));
    Process run = builder.start();
    try (var lines = run.inputReader()) {
      var printed = new ArrayList<String>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
        if (line.startsWith("oO is ready")) {
          break;
        }
      }
      assertThat(printed)
          .map(line -> line.replaceFirst(":\\d+", ":PORT"))
          .isEqualTo(awaited.stream().map(line -> line.replaceFirst(":\\d+", ":PORT")).toList());
    } finally {
      run.destroy();
      assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private Path fresh(String name) throws IOException {
    Path tree = Files.createDirectories(folder.resolve(name.replace('/', '-')).resolve("oo"));
    GuidedTree.whole(tree);
    return tree;
  }

  private static void run(Path tree, String what, String text) throws Exception {
    var programs = new StandInPrograms(tree.resolveSibling("programs"));
    for (String commands : variants(filled(text))) {
      assertThat(commands)
          .as("%s: what a reader fills in is in FILLINGS", what)
          .doesNotContain("...");
      Map<String, String> more = Map.of("TODOIST", STAND_INS.todoistBase().toString());
      for (Call call : programs.run(tree, what, commands, more)) {
        isUnderstood(tree, what, call);
      }
    }
  }

  private static String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> filling : FILLINGS.entrySet()) {
      filled =
          filled.replaceAll(
              "(?<![\\w$-])" + Pattern.quote(filling.getKey()) + "(?!(?<=\\w)[\\w-])",
              Matcher.quoteReplacement(filling.getValue()));
    }
    for (Map.Entry<String, String> step : WRITTEN_BY_HAND.entrySet()) {
      filled =
          filled.replaceAll(
              "(?m)^" + Pattern.quote(step.getKey()) + ".*$", "$0\n" + step.getValue());
    }
    return filled;
  }

  /** With no and with every [option [of another]] of a synopsis. */
  private static Set<String> variants(String commands) {
    if (!SYNOPSIS.matcher(commands).find()) {
      return Set.of(commands);
    }
    String without = commands;
    while (OPTIONAL.matcher(without).find()) {
      without = OPTIONAL.matcher(without).replaceAll("");
    }
    return Set.of(without, commands.replaceAll("[\\[\\]]", ""));
  }

  private static void isUnderstood(Path tree, String what, Call call) throws IOException {
    assertThat(call.arguments().stream().filter(word -> UNFILLED.matcher(word).find()))
        .as("%s: %s: what a reader fills in is in FILLINGS", what, call)
        .isEmpty();
    switch (call.program()) {
      case "java" -> java(tree, what, call);
      case "sam" -> sam(tree, what, call);
      case "docker", "docker-compose" -> docker(what, call);
      case "fn" -> fn(tree, what, call);
      case "aws" -> aws(what, call);
      case "curl" -> assertThat(call.arguments()).as(what).isNotEmpty();
      case "mvn" -> assertThat(call.arguments()).as(what).contains("-B");
      default -> throw new AssertionError(what + ": no rule for " + call);
    }
  }

  private static void java(Path tree, String what, Call call) throws IOException {
    int main = call.arguments().indexOf("-cp") + 2;
    String name = call.arguments().get(main).replaceFirst(".*/(\\w+)\\.java", "$1");
    List<String> arguments = call.arguments().subList(main + 1, call.arguments().size());
    CommandLine parser =
        switch (name) {
          case "oo.dev.supervisor.Supervisor" -> null;
          case "Tools" -> new CommandLine(new Tools());
          case "oo.dev.Main" -> oo.dev.Main.commands();
          case "oo.deploy.Main" -> new CommandLine(new oo.deploy.Main());
          default -> throw new AssertionError(what + ": no rule for " + call);
        };
    if (parser == null) {
      assertThat(arguments).as(what).containsExactly(tree.toString());
      return;
    }
    parser.getSubcommands().values().forEach(command -> command.addMixin("help", new Help()));
    CommandLine.ParseResult command = parsed(parser, arguments);
    assertThat(command).as("%s: %s", what, arguments).isNotNull();
    if (command.commandSpec().name().equals("test") && command.hasMatchedPositional(0)) {
      assertThat(modules(tree)).as(what).contains(command.<String>matchedPositionalValue(0, ""));
    }
    if (command.commandSpec().name().equals("event") && command.hasMatchedPositional(0)) {
      assertThat(functions(tree).map(FunctionResource::name))
          .as(what)
          .contains(command.<String>matchedPositionalValue(0, ""));
    }
  }

  /** A command's name alone, as in a sentence about it, needs no parameters. */
  private static CommandLine.@Nullable ParseResult parsed(
      CommandLine parser, List<String> arguments) {
    var asked = new ArrayList<>(arguments);
    if (arguments.size() == 1) {
      asked.add("--help");
    }
    return parser.parseArgs(asked.toArray(String[]::new)).subcommand();
  }

  static final class Help {
    @CommandLine.Option(
        names = {"-h", "--help"},
        usageHelp = true)
    boolean asked;
  }

  private static List<String> modules(Path tree) throws IOException {
    return MODULE
        .matcher(Files.readString(tree.resolve("pom.xml")))
        .results()
        .map(module -> module.group(1))
        .toList();
  }

  private static Stream<FunctionResource> functions(Path tree) {
    return TemplateReader.read(tree.resolve("infra/sam-template.yaml")).functions().stream();
  }

  private static void sam(Path tree, String what, Call call) {
    assertThat(call.arguments()).as(what).startsWith("local");
    assertThat(call.arguments().get(1)).as(what).isIn("invoke", "start-api");
    if (call.arguments().get(1).equals("invoke")) {
      assertThat(functions(tree).map(FunctionResource::id))
          .as(what)
          .contains(call.arguments().get(2));
      assertThat(call.folder().resolve(call.after("--event"))).as(what).isRegularFile();
    } else {
      // Relative to the template.
      assertThat(tree.resolve("infra").resolve(call.after("--static-dir"))).as(what).isDirectory();
    }
    assertThat(call.folder().resolve(call.after("-t"))).as(what).isRegularFile();
    assertThat(call.after("--env-vars")).as(what).isEqualTo("localstack/env.json");
    assertThat(call.arguments().stream().filter(word -> word.startsWith("-")))
        .as(what)
        .isSubsetOf("-t", "--event", "--env-vars", "--skip-pull-image", "--static-dir");
  }

  private static void aws(String what, Call call) {
    assertThat(call.toString()).as(what).matches("aws [a-z0-9-]+ [a-z-]+( .*)?");
    if (call.arguments().contains("--template-file")) {
      assertThat(call.folder().resolve(call.after("--template-file"))).as(what).isRegularFile();
    }
  }

  private static void docker(String what, Call call) throws IOException {
    String all = String.join(" ", call.arguments());
    if (all.startsWith("compose ")) {
      Path file = call.folder().resolve(call.after("-f"));
      assertThat(file).as(what).isRegularFile();
      assertThat(all)
          .as(what)
          .matches("compose -f \\S+ (up( -d)?|down( -v)?|stop|(restart|logs) \\w+)");
      String service = all.substring(all.lastIndexOf(' ') + 1);
      if (all.matches(".* (restart|logs) \\w+")) {
        assertThat(Files.readString(file)).as(what).contains("\n  " + service + ":\n");
      }
    } else {
      assertThat(all)
          .as(what)
          .matches(
              "network inspect .*|image inspect .*"
                  + "|run --rm -i --env-file \\.env -e FUNCTION_NAME=[a-z_]+ [a-z./]+");
    }
  }

  /** A setting arrives as it was printed: a shell can strip quotes. */
  private static void fn(Path tree, String what, Call call) throws IOException {
    assertThat(call.arguments()).as(what).hasSizeGreaterThan(2);
    Path written = tree.resolve(".env");
    List<String> settings = Files.exists(written) ? Files.readAllLines(written) : List.of();
    for (String word : call.arguments()) {
      settings.stream()
          .filter(line -> line.startsWith(word.replaceFirst("=.*", "=")))
          .forEach(line -> assertThat(word).as(what).isEqualTo(line));
    }
  }

  /** Each rule refuses something; a rule that accepts all would not be noticed. */
  @Test
  void whatDoesNotExistIsRefused() throws Exception {
    Path tree = fresh("refused");
    var refused = new ArrayList<String>();
    for (String wrong :
        List.of(
            "./oo tset",
            "./oo test --nonsense",
            "./oo test recomend",
            "./oo event nothing",
            "./oo sign-out --all",
            "./oo deploy --domian oo.example",
            "./oo publish --to REGISTRY/PREFX",
            "export DATABASE_HOST=...",
            "aws cloudformation deploy --template-file infra/no-template.yaml",
            "docker compose -f compose.yaml up",
            "docker compose -f localstack/compose.yaml restart local-stack",
            "sam local invoke Recomend -t infra/sam-template.yaml --env-vars localstack/env.json",
            "sam local start-api -t infra/template.yaml --env-vars localstack/env.json",
            "echo A='{\"b\":1}' >.env; . ./.env; fn config function f A=$A",
            "cat no-such-file",
            "made-up-program")) {
      try {
        run(tree, wrong, wrong);
      } catch (AssertionError | RuntimeException e) {
        refused.add(wrong);
        continue;
      }
      assertThat(wrong).as("was not refused").isEmpty();
    }
    assertThat(refused).hasSize(16);
  }

  @Test
  void aBlockIsForAShellUnlessItsLanguageIsNamed() {
    assertThat(
            DocumentedBlock.of(
                "a.md", "Text\n\n    ./oo run\n\n```\n./oo test\n```\n```java\nint i;\n```\n"))
        .extracting(DocumentedBlock::toString, DocumentedBlock::language, DocumentedBlock::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a.md:3", "", "./oo run\n"),
            org.assertj.core.groups.Tuple.tuple("a.md:6", "", "./oo test\n"),
            org.assertj.core.groups.Tuple.tuple("a.md:9", "java", "int i;\n"));
  }
}
