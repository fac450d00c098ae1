package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.images.PublishCommand;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.LambdaProcess;
import oo.images.lambda.Outcome;
import oo.tests.fn.FnContainer;
import oo.tests.fn.Walk;
import oo.tests.journey.Backends;
import oo.tests.journey.LogLines;
import oo.tests.journey.Oo;
import oo.tests.journey.Retry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/**
 * The images of {@code ./oo publish} in a sandbox like Fn's, for every function, as Fn and as
 * Lambda start it: it answers, and each line that it writes is ours.
 */
@ExtendWith(DockerCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImagesIT {
  private static final String BASE = "public.ecr.aws/lambda/java:25";
  private static final String TAG = "test-" + UUID.randomUUID();
  private static final String SITE = "http://localhost:8080";

  private Backends backends;

  @BeforeAll
  void publish() {
    DockerCondition.requireProgram("docker");
    DockerCondition.requireImage(BASE);
    var publish = new PublishCommand(Oo.TREE, System.getenv(), System.out);
    assertThat(new CommandLine(publish).execute("--load", BASE, "--tag", TAG)).isZero();
    backends = Backends.create();
    backends.registerOrigin(SITE);
  }

  @AfterAll
  void remove() throws Exception {
    if (backends != null) {
      backends.close();
    }
    for (String module : EventFile.TEMPLATE.modules()) {
      docker("rmi", "--force", image(module));
    }
  }

  private static String image(String module) {
    return "oo/" + module + ":" + TAG;
  }

  private static void docker(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @Test
  void aPersonsWholeWayOnFnGoesThroughEveryFunction() throws Exception {
    try (var walk = new Walk((module, config) -> FnContainer.inSandbox(image(module), config))) {
      walk.goThroughEveryFunction();
    }
  }

  @Test
  void aLargeAccountIsReadInTheMemoryThatFnGives() throws Exception {
    try (var walk = new Walk((module, config) -> FnContainer.inSandbox(image(module), config))) {
      walk.readAnAccountOf(60_000);
    }
  }

  static Stream<EventFile> events() {
    return EventFile.all().stream();
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyFunctionAnswersItsEventOnLambda(EventFile event) throws Exception {
    var settings = new HashMap<>(event.function().environment());
    settings.keySet().removeIf(name -> name.startsWith("JAVA_TOOL_OPTIONS"));
    settings.putAll(backends.settings());
    settings.put("SITE_ORIGIN", SITE);
    String container = "oo-" + UUID.randomUUID();
    var command =
        new ArrayList<>(List.of("docker", "run", "--rm", "--name", container, "--network", "host"));
    command.addAll(FnContainer.SANDBOX);
    command.add(image(event.function().module()));
    FunctionConfig config =
        FunctionConfig.ofImage(event.function().name(), command)
            .environment(settings)
            .timeout(Duration.ofMinutes(2));
    try (var process = LambdaProcess.start(config)) {
      Outcome outcome = process.invoke(Files.readAllBytes(event.path())).outcome();

      assertThat(outcome).as(process.log()).isInstanceOf(Outcome.Answered.class);
      JsonNode answer = Json.mapper().readTree(((Outcome.Answered) outcome).text());
      if (event.http()) {
        assertThat(answer.path("statusCode").asInt()).as("%s", answer).isIn(event.statuses());
      } else {
        assertThat(answer.path("batchItemFailures")).isEmpty();
      }
      // The engine copies what a container writes a little later.
      Retry.within(Duration.ofSeconds(10))
          .until(() -> assertThat(LogLines.of(process.log())).hasSize(1));
    } finally {
      docker("rm", "--force", container);
    }
  }
}
