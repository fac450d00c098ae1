package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.host.base.InvocationLog;
import oo.host.queue.Message;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.Invocation;
import oo.images.lambda.LambdaProcess;
import oo.template.Template.FunctionResource;
import oo.template.Template.Route;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What artefacts write to Lambda's log. */
final class LogLinesIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();
  @TempDir static Path folder;

  static Stream<String> functions() {
    return LambdaCloud.TEMPLATE.functions().stream().map(FunctionResource::name);
  }

  /** Every event that lies beside the modules, and one that no function expects. */
  @ParameterizedTest
  @MethodSource("functions")
  void eachLineOfAFunctionIsOneDocumentAndItsMetrics(String name) throws IOException {
    FunctionConfig config = config(name);
    try (LambdaProcess process = LambdaProcess.start(config)) {
      process.awaitInitialised();
      assertThat(written(process.log())).as("what its start writes").isEmpty();
      for (Path file : CommittedEventsIT.events()) {
        if (CommittedEventsIT.function(file).equals(name)) {
          Invocation call = process.invoke(Files.readString(Recorded.FUNCTIONS.resolve(file)));
          List<JsonNode> lines = LogLines.of(written(call.log()));
          assertThat(lines).as(written(call.log())).hasSize(1);
          JsonNode line = lines.getFirst();
          assertThat(line.path("operation").asString()).isEqualTo(name);
          assertThat(line.path("request").asString()).isEqualTo(call.requestId());
          metrics(line, 0);
        }
      }
    }
  }

  /** A database that is away, at every function that asks one. */
  @ParameterizedTest
  @CsvSource({
    "recommend, 403",
    "profile, 401",
    "recommend_health, 503",
    "sweep_outbox, failed",
    "purge_expired, failed",
    "schedule_fetches, failed",
    "migrate, failed",
    "fetch_signals, failed",
    "deliver_completions, failed",
    "revoke_grants, failed",
  })
  void aFailureSaysWhy(String name, String outcome) throws IOException {
    String password = "not-for-the-log";
    FunctionConfig config =
        config(name)
            .environment(
                Map.of(
                    "DATABASE_URL",
                    "jdbc:postgresql://127.0.0.1:1/oo",
                    "DATABASE_PASSWORD",
                    password));
    try (LambdaProcess process = LambdaProcess.start(config)) {
      Invocation call = process.invoke(event(name));
      List<JsonNode> lines =
          LogLines.of(name, LogLines.of(written(call.log()), password, "jdbc:postgresql"));

      assertThat(lines).as(written(call.log())).hasSize(1);
      JsonNode line = lines.getFirst();
      assertThat(line.path("outcome").asString()).isEqualTo(outcome);
      boolean failed = !outcome.startsWith("4");
      metrics(line, failed ? 1 : 0);
      if (failed && !name.endsWith("_health")) {
        assertThat(line.path(InvocationLog.REASON).asString())
            .contains("PSQLException", "ConnectException");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "unlinked_page, 500, java.lang.NoClassDefFoundError",
    "unlinked_queue, failed, java.lang.NoClassDefFoundError",
    "broken_tick, failed, java.lang.IllegalStateException",
  })
  void anErrorOfAFunctionIsALineAndItsTextIsNot(String name, String outcome, String reason)
      throws IOException {
    try (LambdaProcess process = LambdaProcess.start(failing(name))) {
      for (int i = 0; i < 2; i++) {
        Invocation call = process.invoke(failingEvent(name));
        List<JsonNode> lines = LogLines.of(written(call.log()), FailingWiring.TEXT);
        assertThat(lines).as(written(call.log())).hasSize(1);
        assertThat(lines.getFirst().path("outcome").asString()).isEqualTo(outcome);
        assertThat(lines.getFirst().path(InvocationLog.REASON).asString())
            .startsWith(reason + " at FailingWiring.java:");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"lost_thread, java.lang.IllegalStateException at ", "warned, beware"})
  void whatALibraryWarnsOfIsADocumentToo(String name, String said) throws IOException {
    try (LambdaProcess process = LambdaProcess.start(failing(name))) {
      Invocation call = process.invoke(failingEvent(name));
      List<JsonNode> lines = written(call.log()).lines().map(Json.mapper()::readTree).toList();

      assertThat(lines).as(written(call.log())).hasSize(2);
      assertThat(lines.getFirst().path("level").asString()).isIn("WARNING", "SEVERE");
      assertThat(lines.getFirst().toString()).contains(said).doesNotContain(FailingWiring.TEXT);
    }
  }

  @Test
  void aRefusalIsNoFailureAndNamesNobody() throws IOException {
    HttpPerson person = shared.cloud().person().signIn("lines@example.com");
    try (LambdaProcess process = LambdaProcess.start(config("profile"))) {
      Invocation good = process.invoke(asked("profile", "/api/me", person.cookieHeader()));
      Invocation refused = process.invoke(asked("profile", "/api/me", "__Host-oo-access=x.y.z"));

      JsonNode line = LogLines.of(written(good.log()), "lines@example.com").getFirst();
      assertThat(line.path("outcome").asInt()).isEqualTo(200);
      assertThat(line.path("user").asString()).matches("[0-9a-f]{12}");
      assertThat(line.has(InvocationLog.REASON)).isFalse();
      JsonNode second = LogLines.of(written(refused.log()), "x.y.z").getFirst();
      assertThat(second.path("outcome").asInt()).isEqualTo(401);
      metrics(second, 0);
    }
  }

  /**
   * Without what the JVM itself writes at its start, and what Lambda's client writes, as JSON too,
   * of a call that must fail for its caller.
   */
  private static String written(String log) {
    return log.lines()
        .filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS: "))
        .filter(line -> !isOfClient(line))
        .collect(Collectors.joining("\n"));
  }

  private static boolean isOfClient(String line) {
    return line.startsWith("{\"timestamp\"")
        && Json.mapper()
            .readTree(line)
            .path("message")
            .asString("")
            .matches("(?s).* (failed|succeeded)\\.: oo.lambda.events.CallFailed.*");
  }

  private static void metrics(JsonNode line, int failed) {
    assertThat(line.path(InvocationLog.FAILED).asInt(-1)).as(line.toString()).isEqualTo(failed);
    assertThat(line.path("ms").isNumber()).isTrue();
    assertThat(line.path("_aws").path("CloudWatchMetrics").isArray()).isTrue();
  }

  private static FunctionConfig config(String name) {
    return shared
        .cloud()
        .config(shared.cloud().resource(name))
        .environment(Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON"));
  }

  private static String event(String name) throws IOException {
    for (Path file : CommittedEventsIT.events()) {
      if (CommittedEventsIT.function(file).equals(name)) {
        return Files.readString(Recorded.FUNCTIONS.resolve(file));
      }
    }
    throw new AssertionError(name);
  }

  private static byte[] asked(String name, String path, String cookies) {
    return Recorded.bytes(
        Recorded.request(
            (Route) shared.cloud().resource(name).trigger(),
            path,
            Map.of(),
            Map.of(),
            Map.of("cookie", List.of(cookies)),
            new byte[0]));
  }

  /** The artefact of recommend, with one more module. */
  private static FunctionConfig failing(String name) throws IOException {
    FunctionConfig real = config("recommend");
    Path copy = folder.resolve("failing");
    if (!Files.exists(copy)) {
      try (Stream<Path> files = Files.walk(real.folder())) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(real.folder().relativize(file)));
        }
      }
      String type = FailingWiring.class.getName();
      Path classFile = copy.resolve(type.replace('.', '/') + ".class");
      Files.createDirectories(classFile.getParent());
      Files.copy(
          Path.of(Recorded.class.getProtectionDomain().getCodeSource().getLocation().getPath())
              .resolve(type.replace('.', '/') + ".class"),
          classFile);
      Path services = copy.resolve("META-INF/services/oo.host.Wiring");
      Files.createDirectories(services.getParent());
      Files.writeString(services, type);
    }
    return FunctionConfig.of(name, copy, real.handler())
        .environment(real.environment())
        .environment(Map.of("FUNCTION_NAME", name))
        .flags("-Xmx256m")
        .timeout(real.timeout());
  }

  private static byte[] failingEvent(String name) {
    return switch (name) {
      case "unlinked_page" ->
          Recorded.bytes(
              Recorded.request(
                  new Route("GET", "/api/unlinked"),
                  "/api/unlinked",
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  new byte[0]));
      case "unlinked_queue" ->
          Recorded.bytes(Recorded.batch(List.of(Message.bodyOf(Map.of("schema", 1)))));
      default -> Recorded.bytes(Recorded.tick());
    };
  }
}
