package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A JVM of ours that ran out of memory ends, so that what started it can start the next. */
final class JvmFlagsTest {
  private static final Path TREE = Path.of("../../..");
  private static final Pattern FLAGS = Pattern.compile("-XX:\\+UseSerialGC");
  private static final Pattern ENDS =
      Pattern.compile("-XX:\\+UseSerialGC\\W+-XX:\\+ExitOnOutOfMemoryError");

  /** Tests' own JVMs, and how Lambda starts its JVM, to which the template's flags are added. */
  private static final List<String> OTHERS =
      List.of("pom.xml", "infra/images/src/test/java/oo/images/lambda/LambdaProcess.java");

  @Test
  void everyPlaceThatStartsAJvmEndsItWhenMemoryRanOut() throws IOException {
    List<Path> places = filesWith(text -> FLAGS.matcher(text).find());
    assertThat(places)
        .extracting(this::name)
        .contains(
            "oo",
            "infra/sam-template.yaml",
            "infra/images/src/main/java/oo/images/EntryPoint.java",
            "localstack/compose.yaml",
            "localstack/dev/src/main/java/oo/dev/supervisor/SmallJvm.java");
    for (Path place : places) {
      String text = Files.readString(place);
      assertThat(ENDS.matcher(text).results().count())
          .as(name(place))
          .isEqualTo(FLAGS.matcher(text).results().count());
    }
  }

  /** On Lambda as in an image: a share of the memory, and a line when it ran out. */
  @Test
  void functionsHaveTheSameFlagsOnLambdaAndInImages() throws IOException {
    String image =
        Files.readString(TREE.resolve("infra/images/src/main/java/oo/images/EntryPoint.java"));
    List<String> flags =
        Stream.of(" FLAGS =", " FUNCTION =", " MORE_FLAGS =")
            .map(image::indexOf)
            .map(from -> image.substring(from, image.indexOf(';', from)))
            .flatMap(part -> Pattern.compile("\"(-[^\"]+)\"").matcher(part).results())
            .map(flag -> flag.group(1))
            .toList();

    assertThat(flags).contains("-XX:+DisplayVMOutputToStderr", "-XX:MaxRAMPercentage=65");
    assertThat(Files.readString(TREE.resolve("infra/sam-template.yaml")))
        .contains("JAVA_TOOL_OPTIONS: \"" + String.join(" ", flags) + "\"");
  }

  /** A new place must take the flags of one of the others. */
  @Test
  void noMainCodeStartsAJvmWithoutFlags() throws IOException {
    assertThat(
            filesWith(text -> text.contains("\"bin\", \"java\"") || text.contains("/bin/java\"")))
        .extracting(this::name)
        .filteredOn(name -> !name.contains("/src/test/"))
        .containsExactlyInAnyOrder(
            "oo",
            "infra/images/src/main/java/oo/images/EntryPoint.java",
            // Gives the flags that its caller in Tools names.
            "localstack/dev/src/main/java/oo/dev/tools/Shell.java",
            "localstack/dev/src/main/java/oo/dev/supervisor/SmallJvm.java");
  }

  /**
   * A thread that lasts ends its process when it ends by a throwable. These threads are others: the
   * work of one caller, of which the caller is told, or the process' own end.
   */
  @Test
  void noThreadOfAProcessThatIsWatchedEndsInSilence() throws IOException {
    var starts =
        Pattern.compile(
            "new Thread\\(|Thread\\.(ofVirtual|ofPlatform|startVirtual)|newSingleThread|newFixed"
                + "|newCached|newScheduled|newVirtualThread|new Timer\\(|(supply|run|thenRun)Async");
    assertThat(filesWith(text -> starts.matcher(text).find()))
        .extracting(this::name)
        .filteredOn(name -> name.matches("(infra/server|localstack/(dev|stand-ins))/src/main/.*"))
        .containsExactlyInAnyOrder(
            "infra/server/src/main/java/oo/server/FrontMain.java",
            "infra/server/src/main/java/oo/server/Main.java",
            "infra/server/src/main/java/oo/server/front/TimedInvoker.java",
            "infra/server/src/main/java/oo/server/metrics/DatabaseGauges.java",
            "infra/server/src/main/java/oo/server/operator/Progress.java",
            "infra/server/src/main/java/oo/server/queue/Consumer.java",
            "localstack/dev/src/main/java/oo/dev/supervisor/Gateway.java",
            "localstack/dev/src/main/java/oo/dev/supervisor/SupervisedServer.java",
            "localstack/dev/src/main/java/oo/dev/supervisor/Supervisor.java",
            "localstack/dev/src/main/java/oo/dev/tools/TestCommand.java",
            "localstack/stand-ins/src/main/java/oo/standins/Main.java");
  }

  private List<Path> filesWith(Predicate<String> content) throws IOException {
    try (Stream<Path> files = Files.walk(TREE)) {
      return files
          .filter(file -> !name(file).matches("(.*/)?(target|node_modules|\\.git|\\.oo)(/.*)?"))
          .filter(Files::isRegularFile)
          .filter(file -> name(file).matches("oo|.*\\.(java|ya?ml|xml|md|sh)|.*Dockerfile"))
          .filter(file -> !OTHERS.contains(name(file)) && !name(file).endsWith("JvmFlagsTest.java"))
          .filter(file -> content.test(read(file)))
          .toList();
    }
  }

  private String name(Path file) {
    return TREE.relativize(file).toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
