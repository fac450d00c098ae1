package oo.tests.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tests of the tree by name, for documents that say which test shows what. */
final class NamedTests {
  /** {@code Class.method} or {@code file.test.js}. */
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*\\.[a-z]\\w*|[\\w-]+\\.test\\.js)`");

  /** The annotation, and the first name with parentheses after a type. */
  private static final Pattern METHOD =
      Pattern.compile(
          "@(?:Test|ParameterizedTest|TestFactory|FuzzTest|RepeatedTest)\\b[\\s\\S]*?"
              + "\\b(?:void|Stream<\\w+>|List<\\w+>) (\\w+)\\(");

  private final Set<String> all;

  private NamedTests(Set<String> all) {
    this.all = all;
  }

  static NamedTests ofTheTree() throws IOException {
    try (Stream<Path> files =
        Stream.of("functions", "infra", "localstack")
            .flatMap(folder -> walk(Oo.TREE.resolve(folder)))) {
      return new NamedTests(files.flatMap(NamedTests::in).collect(Collectors.toSet()));
    }
  }

  /** The tests that this text names in backticks. */
  static Stream<String> in(String text) {
    return NAMED.matcher(text).results().map(found -> found.group(1));
  }

  boolean has(String name) {
    return all.contains(name);
  }

  private static Stream<Path> walk(Path folder) {
    try {
      return Files.walk(folder)
          .filter(file ->
              file.toString().matches(".*/src/(test|contract)/java/.*\\.java")
                  || file.toString().endsWith(".test.js"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<String> in(Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".js")) {
      return Stream.of(name);
    }
    try {
      return METHOD
          .matcher(Files.readString(file))
          .results()
          .map(found -> name.replace(".java", ".") + found.group(1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
