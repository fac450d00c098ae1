package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.template.Template.Deployment;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;
import oo.template.Template.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The events that lie beside each module, for who calls one function by hand. */
final class CommittedEventsIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  static List<Path> events() throws IOException {
    try (Stream<Path> files = Files.walk(Recorded.FUNCTIONS, 4)) {
      return files
          .filter(file -> file.getParent().endsWith("events") && file.toString().endsWith(".json"))
          .map(Recorded.FUNCTIONS::relativize)
          .sorted()
          .toList();
    }
  }

  /** A file is named for its function, or for what it asks of recommend. */
  static String function(Path file) {
    String name = file.getFileName().toString().replace(".json", "");
    return name.startsWith("tip") ? "recommend" : name;
  }

  @Test
  void everyFunctionHasOne() throws IOException {
    assertThat(LambdaCloud.TEMPLATE.functions().stream().map(FunctionResource::name))
        .containsExactlyInAnyOrderElementsOf(
            events().stream().map(CommittedEventsIT::function).distinct().toList());
  }

  @ParameterizedTest
  @MethodSource("events")
  void itsFunctionTakesIt(Path file) throws IOException {
    LambdaCloud cloud = shared.cloud();
    String name = function(file);
    String event =
        Files.readString(Recorded.FUNCTIONS.resolve(file))
            .replace("http://localhost:8080", cloud.origin());

    String answer = cloud.invoke(name, event.getBytes(StandardCharsets.UTF_8)).text();

    switch (cloud.resource(name).trigger()) {
      // A report has a body, which a stranger's request to the route has not.
      case Route route ->
          assertThat(Json.mapper().readTree(answer).path("statusCode").asInt())
              .isEqualTo(name.startsWith("report_") ? 204 : RoutesIT.TO_A_STRANGER.get(name));
      case Messages messages -> assertThat(answer).isEqualTo("{\"batchItemFailures\":[]}");
      case Every every -> assertThat(answer).isEqualTo("{\"ok\":true}");
      case Deployment deployment -> assertThat(answer).isEqualTo("{\"ok\":true}");
    }
  }
}
