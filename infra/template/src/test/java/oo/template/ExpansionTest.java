package oo.template;

import static oo.template.Sections.list;
import static oo.template.Sections.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What SAM's own translator makes of the template. Python has it beside cfn-lint, which {@code ./oo
 * lint} installs, and beside the SAM CLI.
 */
final class ExpansionTest {
  private static final String EXPAND =
      """
      import json, re, sys
      from samtranslator.translator.transform import transform
      from samtranslator.yaml_helper import yaml_parse
      class Policies:
          def load(self): return {}
      text = re.sub(r"CodeUri: [^\\s,]+\\.zip", "CodeUri: s3://bucket/key.zip", open(sys.argv[1]).read())
      def resources(given):
          return transform(yaml_parse(text), dict([given.split("=")]), Policies())["Resources"]
      print(json.dumps({given: resources(given) for given in sys.argv[2:]}))
      """;
  private static final String WITHOUT_DOMAIN = "Domain=";
  private static final List<String> GIVEN =
      List.of(WITHOUT_DOMAIN, "Domain=oo.example", "Canary=true", "Tracing=Disabled");

  /** Resources by logical id, by the parameter that is given. */
  private static final Map<String, Map<String, Map<String, Object>>> EXPANDED = new TreeMap<>();

  @BeforeAll
  static void expand() throws IOException, InterruptedException {
    Optional<Path> python = python();
    assumeTrue(python.isPresent(), "no Python has SAM's translator: ./oo lint installs it");
    var command =
        new ArrayList<>(
            List.of(python.get().toString(), "-c", EXPAND, Sections.TEMPLATE.toString()));
    command.addAll(GIVEN);
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("AWS_DEFAULT_REGION", "eu-central-1");
    Process process = builder.start();
    String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("SAM's translator").isZero();
    // JSON is YAML.
    map(Intrinsics.parse(json))
        .forEach((given, resources) -> {
          var byId = new TreeMap<String, Map<String, Object>>();
          map(resources).forEach((id, resource) -> byId.put(id, map(resource)));
          EXPANDED.put(given, byId);
        });
  }

  @Test
  void withADomainEachMethodNeedsTheKeyAndWithoutOneNone() {
    assertThat(methods(EXPANDED.get("Domain=oo.example")))
        .isNotEmpty()
        .allSatisfy(
            method -> assertThat(list(method.get("security"))).asString().contains("api_key"));
    assertThat(methods(EXPANDED.get(WITHOUT_DOMAIN)))
        .isNotEmpty()
        .allSatisfy(method -> assertThat(method).doesNotContainKey("security"));
  }

  @Test
  void aCanaryShiftsEachAliasAndWithoutOneThereIsNoCodeDeploy() {
    Map<String, Map<String, Object>> canary = EXPANDED.get("Canary=true");
    assertThat(of(canary, "AWS::Lambda::Alias"))
        .hasSameSizeAs(of(canary, "AWS::Lambda::Function"))
        .allSatisfy(alias ->
            assertThat(map(alias.get("UpdatePolicy"))).containsKey("CodeDeployLambdaAliasUpdate"));
    assertThat(of(canary, "AWS::CodeDeploy::DeploymentGroup"))
        .hasSameSizeAs(of(canary, "AWS::Lambda::Function"))
        .allSatisfy(group -> assertThat(group.toString()).contains("ApiFailsAlarm"));

    Map<String, Map<String, Object>> none = EXPANDED.get(WITHOUT_DOMAIN);
    assertThat(none.toString()).doesNotContain("CodeDeploy");
  }

  @Test
  void eachRuleStartsAnAliasAndMayStartIt() {
    Map<String, Map<String, Object>> resources = EXPANDED.get(WITHOUT_DOMAIN);
    var aliases = new TreeSet<String>();
    resources.forEach((id, resource) -> {
      if ("AWS::Lambda::Alias".equals(resource.get("Type"))) {
        aliases.add("{Fn::Sub=${" + id + "}}");
      }
    });
    var started = new ArrayList<String>();
    of(resources, "AWS::Events::Rule")
        .forEach(rule ->
            started.add(
                map(list(map(rule, "Properties").get("Targets")).getFirst())
                    .get("Arn")
                    .toString()));
    assertThat(started).hasSize(3);
    assertThat(aliases).containsAll(started);

    var may = new ArrayList<String>();
    of(resources, "AWS::Lambda::Permission").stream()
        .map(permission -> map(permission, "Properties"))
        .filter(permission -> "events.amazonaws.com".equals(permission.get("Principal")))
        .forEach(permission -> may.add(permission.get("FunctionName").toString()));
    assertThat(may).containsExactlyInAnyOrderElementsOf(started);
  }

  @Test
  void aFunctionIsTracedUnlessThatIsDisabled() {
    assertThat(of(EXPANDED.get(WITHOUT_DOMAIN), "AWS::Lambda::Function"))
        .allSatisfy(
            function -> assertThat(map(function, "Properties")).containsKey("TracingConfig"));
    assertThat(of(EXPANDED.get("Tracing=Disabled"), "AWS::Lambda::Function"))
        .allSatisfy(
            function -> assertThat(map(function, "Properties")).doesNotContainKey("TracingConfig"));
  }

  private static List<Map<String, Object>> methods(Map<String, Map<String, Object>> resources) {
    var methods = new ArrayList<Map<String, Object>>();
    Map<String, Object> body = map(map(resources.get("ServerlessRestApi"), "Properties"), "Body");
    map(body, "paths")
        .values()
        .forEach(path -> map(path).values().forEach(method -> methods.add(map(method))));
    return methods;
  }

  private static List<Map<String, Object>> of(
      Map<String, Map<String, Object>> resources, String type) {
    return resources.values().stream()
        .filter(resource -> type.equals(resource.get("Type")))
        .toList();
  }

  private static Optional<Path> python() throws IOException, InterruptedException {
    var candidates = new ArrayList<>(List.of(Path.of("../../.oo/cfn-lint/bin/python")));
    Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "sam"))
        .filter(Files::isExecutable)
        .map(sam -> sam.resolveSibling("python"))
        .forEach(candidates::add);
    for (Path python : candidates) {
      if (Files.isExecutable(python)
          && new ProcessBuilder(python.toString(), "-c", "import samtranslator")
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0) {
        return Optional.of(python.toAbsolutePath());
      }
    }
    return Optional.empty();
  }
}
