package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import oo.template.TemplateReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * Deployments over an AWS in memory. A release is its number: artefacts, scripts and pages contain
 * it, and its migration leaves it in the schema.
 */
final class DeploymentTest {
  private static final Path TEMPLATE = Path.of("../sam-template.yaml");
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"/(v/[^\"]+)\"");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "DATABASE_URL", "jdbc:postgresql://db/oo",
          "DATABASE_USER", "oo",
          "DATABASE_PASSWORD", "secret",
          "GOOGLE_CLIENT_SECRET", "secret",
          "TODOIST_CLIENT_SECRET", "secret");

  @TempDir Path tree;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void template() throws IOException {
    Files.createDirectories(tree.resolve("infra"));
    Files.copy(TEMPLATE, tree.resolve("infra/sam-template.yaml"));
    for (String global : List.of("infra/waf-template.yaml", "infra/edge-template.yaml")) {
      Files.copy(Path.of("../..", global), tree.resolve(global));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "false, false"})
  void aDeploymentThatDiesBeforeAnyOfItsCallsLeavesAWholeVersionAndTheNextOneHeals(
      boolean emulated, boolean first) throws Exception {
    String old = first ? "none" : "1";
    for (int death : moments(emulated, first)) {
      FakeAws aws = before(emulated, first);
      aws.failsAt(death, new FakeAws.Killed());
      assertThatThrownBy(() -> release(aws, "2")).isInstanceOf(FakeAws.Killed.class);
      whole(aws, old);

      release(aws, "2");
      assertThat(new TreeSet<>(aws.serving().values())).as("healed").containsExactly("2");
      assertThat(aws.schema).isEqualTo("2");
      assertThat(aws.objects.get("index.html")).contains("page 2");
      whole(aws, "2");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFailureOfAnyCallNamesItsStepAndWhatServes(boolean emulated) throws Exception {
    var named = new TreeSet<String>();
    for (int failure : moments(emulated, false)) {
      FakeAws aws = before(emulated, false);
      aws.failsAt(failure, SdkClientException.create("no network"));
      String message = failure(aws, "2").getMessage();
      assertThat(message).contains("no network", "./oo deploy", "deploy.log");
      named.add(message.replaceFirst("Step \\d+, (.*), failed(?s:.*)", "$1"));
      whole(aws, "1");
      if (message.contains("The version before serves on.")) {
        assertThat(aws.objects.get("index.html")).contains("page 1");
        assertThat(new TreeSet<>(aws.serving().values())).as(message).containsExactly("1");
      }
    }
    assertThat(named)
        .contains(
            "check",
            "keys and secrets",
            "upload the functions",
            "migrate the database",
            "change the stack",
            "switch to the functions",
            "upload the pages",
            "delete old versions")
        .contains(emulated ? "check" : "tell CloudFront");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBrokenMigrationChangesNothingElse(boolean emulated) throws Exception {
    var aws = new FakeAws(tree, emulated);
    release(aws, "1");
    aws.brokenMigrations.add("2");
    Map<String, String> before = Map.copyOf(aws.objects);
    int calls = aws.calls.size();

    assertThatThrownBy(() -> release(aws, "2"))
        .hasMessageContaining("migrate the database")
        .hasMessageContaining("relation nowhere does not exist")
        .hasMessageContaining("The version before serves on.");
    assertThat(new TreeSet<>(aws.serving().values())).containsExactly("1");
    assertThat(aws.objects).isEqualTo(before);
    assertThat(aws.calls.subList(calls, aws.calls.size())).doesNotContain("deploy");

    release(aws, "3");
    assertThat(new TreeSet<>(aws.serving().values())).containsExactly("3");
  }

  @Test
  void theLayerOfTelemetryIsThereExactlyWhereASettingNeedsIt() throws Exception {
    var aws = new FakeAws(tree, false);
    write("functions/adapters/telemetry/target/telemetry.zip", "jars");
    release(aws, "1");
    assertThat(aws.layers).isEmpty();
    assertThat(aws.parameters.getOrDefault("oo", Map.of())).doesNotContainKey("TelemetryLayer");

    deploy(aws, "2", Map.of("OtlpEndpoint", "https://collector.example"));
    release(aws, "3"); // What is not said again stays.
    assertThat(aws.layers).hasSize(1);
    assertThat(aws.parameters.getOrDefault("oo", Map.of()))
        .containsEntry("TelemetryLayer", "oo-telemetry:1");

    write("functions/adapters/telemetry/target/telemetry.zip", "other jars");
    release(aws, "4");
    assertThat(aws.layers).hasSize(2);
    assertThat(aws.parameters.getOrDefault("oo", Map.of()))
        .containsEntry("TelemetryLayer", "oo-telemetry:2");

    deploy(aws, "5", Map.of("OtlpEndpoint", ""));
    assertThat(aws.layers).hasSize(2);
    assertThat(aws.parameters.getOrDefault("oo", Map.of())).containsEntry("TelemetryLayer", "");
  }

  @Test
  void settingsThatAFailedDeploymentLeftDoNotKeepTheNextOneFromMigrating() throws Exception {
    var aws = new FakeAws(tree, false);
    release(aws, "1");
    aws.leave("oo-Migrate", Map.of("LIMITS", "nonsense"));
    release(aws, "2");
    assertThat(aws.schema).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aModuleThatDoesNotStartTakesTheAliasesBack(boolean emulated) throws Exception {
    var aws = new FakeAws(tree, emulated);
    release(aws, "1");
    aws.startless.add("2");

    assertThatThrownBy(() -> release(aws, "2"))
        .hasMessageContaining("switch to the functions")
        .hasMessageContaining("recommend: it does not start or crashes: no such function")
        .hasMessageContaining("The version before serves on.");
    assertThat(new TreeSet<>(aws.serving().values())).containsExactly("1");
    assertThat(aws.objects.get("index.html")).contains("page 1");

    aws.startless
        .clear(); // What kept it from starting was elsewhere; CloudFormation sees no change.
    release(aws, "2");
    assertThat(new TreeSet<>(aws.serving().values())).containsExactly("2");
  }

  @Test
  void aCheckThatIsRedAtTheVersionBeforeTooForbidsNothing() throws Exception {
    var aws = new FakeAws(tree, false);
    aws.red.add("1");
    assertThatThrownBy(() -> release(aws, "1")).hasMessageContaining("google is red: It is down.");
    assertThatThrownBy(() -> release(aws, "1"))
        .as("a version that was never well is no excuse")
        .hasMessageContaining("google is red");
    aws.red.clear();
    release(aws, "1");

    aws.red.add("2");
    assertThatThrownBy(() -> release(aws, "2")).hasMessageContaining("google is red");
    aws.red.add("1");
    release(aws, "2");
    assertThat(new TreeSet<>(aws.serving().values())).containsExactly("2");
  }

  @Test
  void theReasonIsThatOfTheFirstResourceThatFailed() throws Exception {
    var aws = new FakeAws(tree, false);
    release(aws, "1");
    aws.refusal = "the quota is used up";

    assertThatThrownBy(() -> release(aws, "2"))
        .hasMessageContaining("Recommend (AWS::Lambda::Function): the quota is used up")
        .hasMessageNotContaining("long ago");
  }

  @Test
  void aChangeThatIsUnderWayIsWaitedFor() throws Exception {
    var aws = new FakeAws(tree, false);
    release(aws, "1");
    aws.busy = 5;
    release(aws, "2");
    assertThat(new TreeSet<>(aws.serving().values())).containsExactly("2");

    aws.status = StackStatus.DELETE_FAILED;
    assertThatThrownBy(() -> release(aws, "3"))
        .hasMessageContaining("DELETE_FAILED")
        .hasMessageContaining("aws cloudformation");
  }

  @Test
  void aNewDatabaseIsMigratedByTheFunctionsThatKnowIt() throws Exception {
    var aws = new FakeAws(tree, false);
    release(aws, "1");
    int calls = aws.calls.size();
    release(aws, "2");
    assertThat(aws.calls.indexOf("updateFunctionCode"))
        .isBetween(calls, aws.calls.lastIndexOf("deploy"));

    calls = aws.calls.size();
    deploy(aws, "3", Map.of("DatabaseSecret", "another"));
    assertThat(aws.calls.subList(calls, aws.calls.size())).doesNotContain("updateFunctionCode");
    assertThat(aws.schema).isEqualTo("3");
  }

  /** An alarm tells a topic of its region only, and CloudFront reports in one. */
  @Test
  void cloudFrontIsWatchedInItsRegion() throws Exception {
    var aws = new FakeAws(tree, false);
    release(aws, "1");
    assertThat(aws.parameters.get("oo-edge"))
        .containsKey("Distribution")
        .containsEntry("AlarmTopic", "");
    deploy(aws, "2", Map.of("AlarmTopic", "arn:aws:sns:eu-central-1:123456789012:oo"));
    assertThat(aws.parameters.get("oo-edge")).containsEntry("AlarmTopic", "");

    String near = "arn:aws:sns:us-east-1:123456789012:oo";
    aws.parameters.get("oo-edge").put("AlarmTopic", near);
    release(aws, "3");
    assertThat(aws.parameters.get("oo-edge")).containsEntry("AlarmTopic", near);
    deploy(aws, "4", Map.of("AlarmTopic", near + "2"));
    assertThat(aws.parameters.get("oo-edge")).containsEntry("AlarmTopic", near + "2");
  }

  @Test
  void oldVersionsOfFunctionsAndScriptsGo() throws Exception {
    var aws = new FakeAws(tree, false);
    for (int release = 1; release <= 9; release++) {
      release(aws, String.valueOf(release));
    }
    assertThat(aws.versions()).isBetween(3, 4);
    assertThat(aws.objects.values())
        .filteredOn(content -> content.startsWith("script "))
        .hasSize(3);
    assertThat(aws.objects.values()).contains("script 9", "script 7").doesNotContain("script 6");
  }

  @Test
  void aDeploymentPrintsALineAStep() throws Exception {
    var aws = new FakeAws(tree, false);
    release(aws, "1");
    printed.reset();
    release(aws, "2");

    String lines = printed.toString(StandardCharsets.UTF_8);
    assertThat(lines.lines().count()).isLessThan(20);
    assertThat(lines)
        .containsPattern("1  check +account 123456789012, SAM CLI 1 \\(\\d+ s\\)")
        .contains("oO is at https://oo.example");
    assertThat(Files.readString(tree.resolve("deploy.log"))).contains("--- Step 4");
  }

  /** What a person gets is of a whole version: functions first, pages and their scripts after. */
  private void whole(FakeAws aws, String old) {
    Set<String> serving = new TreeSet<>(aws.serving().values());
    if (serving.contains("2") && !old.equals("none")) {
      assertThat(aws.schema).as("new code runs on the new schema").isEqualTo("2");
    }
    aws.objects.forEach((key, content) -> {
      if (content.contains("page 2")) {
        assertThat(serving).as("a new page meets new functions").containsExactly("2");
      }
      LOADED
          .matcher(content)
          .results()
          .forEach(found -> {
            String release = content.replaceAll("(?s).*page (\\d+).*", "$1");
            assertThat(aws.objects.get(found.group(1)))
                .as("what " + key + " loads")
                .isEqualTo("script " + release);
          });
    });
  }

  private FakeAws before(boolean emulated, boolean first) throws Exception {
    var aws = new FakeAws(tree, emulated);
    if (!first) {
      release(aws, "1");
    }
    return aws;
  }

  /** The calls of a deployment, by their places; of a repeated one the first and the last. */
  private Set<Integer> moments(boolean emulated, boolean first) throws Exception {
    FakeAws aws = before(emulated, first);
    int start = aws.calls.size();
    release(aws, "2");
    var firsts = new HashMap<String, Integer>();
    var lasts = new HashMap<String, Integer>();
    for (int i = start; i < aws.calls.size(); i++) {
      String call = (i == 0 ? "" : aws.calls.get(i - 1)) + " " + aws.calls.get(i);
      firsts.putIfAbsent(call, i + 1 - start);
      lasts.put(call, i + 1 - start);
    }
    var moments = new TreeSet<>(firsts.values());
    moments.addAll(lasts.values());
    return moments;
  }

  private CannotDeploy failure(FakeAws aws, String release) throws Exception {
    try {
      release(aws, release);
    } catch (CannotDeploy e) {
      return e;
    }
    throw new AssertionError("It did not fail.");
  }

  private void release(FakeAws aws, String release) throws Exception {
    deploy(aws, release, Map.of());
  }

  private void deploy(FakeAws aws, String release, Map<String, String> more) throws Exception {
    for (String module : TemplateReader.read(tree.resolve("infra/sam-template.yaml")).modules()) {
      write("functions/" + module + "/target/" + module + ".zip", release);
    }
    write("static-site/index.html", "<script src=\"/js/index.js\"></script> page " + release);
    write("static-site/health.html", "<script src=\"/js/index.js\"></script> page " + release);
    write("static-site/js/index.js", "script " + release);
    var parameters =
        new HashMap<>(
            Map.of(
                "Domain", "oo.example",
                "CertificateArn", "arn:aws:acm:us-east-1:123456789012:certificate/x",
                "GoogleClientId", "id",
                "TodoistClientId", "id"));
    parameters.putAll(more);
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    try (var steps = new Steps(out, tree.resolve("deploy.log"))) {
      new Deployment(
              tree,
              new DeployOptions(
                  "oo", aws.endpoint().isPresent(), Optional.empty(), true, parameters),
              ENVIRONMENT,
              aws,
              aws,
              steps,
              out)
          .run();
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
