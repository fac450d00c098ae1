package oo.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules for Prometheus, by Prometheus' own tool. */
final class RulesTest {
  private static final Path FOLDER = Path.of("../monitoring");
  private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"((?:\\\\.|[^\"])*)\"");
  private static final Pattern CASE = Pattern.compile("- name: (\\w+) (rings|is quiet)");

  private static final List<String> TESTS = List.of("alerts_test.yml", "alerts_days_test.yml");

  @TempDir Path folder;

  @BeforeAll
  static void lookForPromtool() {
    assumeTrue(program().isPresent(), "promtool is not there; ./oo test fetches it on Debian");
  }

  /** On the PATH, or where {@code ./oo test} puts it. */
  private static Optional<Path> program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("../../.oo/promtool/usr/bin"))
        .map(folder -> Path.of(folder, "promtool").toAbsolutePath())
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String promtool(Path in, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(program().orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void theRulesAndTheConfigurationAreValid() throws Exception {
    promtool(FOLDER, "check", "rules", "alerts.yml");
    promtool(FOLDER, "check", "config", "prometheus.yml");
  }

  @Test
  void eachRuleRingsAndIsQuietBelowItsBound() throws Exception {
    promtool(FOLDER, "test", "rules", TESTS.getFirst(), TESTS.getLast());

    String rules = Sections.text(FOLDER.resolve("alerts.yml"));
    List<String> expected =
        Pattern.compile("- alert: (\\w+)")
            .matcher(rules)
            .results()
            .flatMap(rule -> Stream.of(rule.group(1) + " rings", rule.group(1) + " is quiet"))
            .toList();
    assertThat(
            TESTS.stream()
                .flatMap(file -> CASE.matcher(Sections.text(FOLDER.resolve(file))).results())
                .map(found -> found.group(1) + " " + found.group(2)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theExpressionsOfTheDashboardAreValid() throws Exception {
    List<String> expressions =
        EXPRESSION
            .matcher(Sections.text(FOLDER.resolve("dashboard.json")))
            .results()
            .map(found -> found.group(1).replace("\\\"", "\""))
            .distinct()
            .toList();
    assertThat(expressions).hasSizeGreaterThan(10);
    Files.writeString(
        folder.resolve("dashboard.yml"),
        expressions.stream()
            .map(expression ->
                "      - {record: 'oo:a', labels: {n: '%d'}, expr: '%s'}\n"
                    .formatted(expressions.indexOf(expression), expression))
            .collect(Collectors.joining("", "groups:\n  - name: dashboard\n    rules:\n", "")));
    promtool(folder, "check", "rules", "dashboard.yml");
  }
}
