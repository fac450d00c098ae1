package oo.dev.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestSummaryTest {
  private static final String PASSED = "<testcase classname='%s' name='works' time='0.5'/>";
  private static final String FAILED =
      "<testcase classname='%s' name='breaks'><failure>no</failure></testcase>";
  private static final String UNSTEADY =
      "<testcase classname='%s' name='wavers'><flakyFailure>no</flakyFailure></testcase>";
  private static final String SKIPPED =
      "<testcase classname='%s' name=''><skipped message='Assumption failed: Chromium is not"
          + " installed'/></testcase>";

  @TempDir Path tree = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void theLastLineIsTheCount() throws Exception {
    report("functions/auth", "oo.auth.SignInIT", PASSED + PASSED);
    report("localstack/tests/journey", "oo.tests.journey.WalkIT", SKIPPED);

    assertThat(summary(false)).isTrue();

    assertThat(lines()).last().isEqualTo("2 passed, 0 failed, 1 skipped");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("oo.tests.journey.WalkIT: Assumption failed: Chromium is not installed");
  }

  @Test
  void aFailedTestOrNoneAtAllIsNotWell() throws Exception {
    assertThat(summary(false)).isFalse();

    report("functions/auth", "oo.auth.SignInIT", PASSED + FAILED);

    assertThat(summary(false)).isFalse();
    assertThat(lines()).last().isEqualTo("1 passed, 1 failed, 0 skipped");
  }

  @Test
  void aTestThatPassedWhenItWasRepeatedIsNamed() throws Exception {
    report("functions/auth", "oo.auth.SignInIT", PASSED + UNSTEADY);

    assertThat(summary(false)).isTrue();

    assertThat(lines())
        .containsSubsequence(
            "Failed, and passed when it was repeated:", "  oo.auth.SignInIT.wavers")
        .last()
        .isEqualTo("2 passed, 0 failed, 0 skipped");
  }

  @Test
  void aWholeRunLeavesOutNoTest() throws Exception {
    report("functions/auth", "oo.auth.SignInIT", PASSED);
    source("functions/auth", "oo.auth.SignInIT");
    assertThat(summary(true)).isTrue();

    report("localstack/tests/journey", "oo.tests.journey.WalkIT", SKIPPED);

    assertThat(summary(true)).isFalse();
  }

  @Test
  void aWholeRunLeavesOutNoClass() throws Exception {
    report("functions/auth", "oo.auth.SignInIT", PASSED);
    source("functions/auth", "oo.auth.SignInIT");
    source("functions/auth", "oo.auth.SessionIT");
    source("functions/auth", "oo.auth.Browser");
    write(
        "functions/auth/src/test/java/oo/auth/KeysContractTest.java",
        "package oo.auth;\n\nabstract class KeysContractTest {}\n");
    report("functions/auth", "oo.auth.HealthIT", ""); // Left out before its first test.
    source("functions/auth", "oo.auth.HealthIT");

    assertThat(summary(true)).isFalse();

    assertThat(lines())
        .contains(
            "  oo.auth.SessionIT: not one test of it ran",
            "  oo.auth.HealthIT: all of it, and the report does not say why");
    assertThat(lines())
        .noneMatch(line -> line.contains("oo.auth.Browser") || line.contains("KeysContract"));
  }

  @Test
  void whereThereIsNoEngineItsTestsMayBeSkipped() throws Exception {
    report("functions/auth", "oo.auth.SignInIT", PASSED);
    report("localstack/tests/docker", "oo.tests.docker.ComposeIT", SKIPPED);
    source("localstack/tests/docker", "oo.tests.docker.ComposeIT");
    source("localstack/tests/docker", "oo.tests.docker.SamIT");

    assertThat(summary(true)).isTrue();
  }

  private boolean summary(boolean whole) throws Exception {
    out.reset();
    return TestSummary.of(tree, whole, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private Iterable<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void report(String module, String name, String cases) throws Exception {
    write(
        module + "/target/surefire-reports/TEST-" + name + ".xml",
        "<testsuite name='" + name + "' time='1.0'>" + cases.replace("%s", name) + "</testsuite>");
  }

  private void source(String module, String name) throws Exception {
    write(module + "/src/test/java/" + name.replace('.', '/') + ".java", "");
  }

  private void write(String path, String text) throws Exception {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
