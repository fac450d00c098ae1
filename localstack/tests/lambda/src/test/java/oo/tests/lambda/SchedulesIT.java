package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no person starts: schedules, and a deployment. */
final class SchedulesIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  static Stream<String> schedules() {
    return LambdaCloud.TEMPLATE.functions().stream()
        .filter(function -> function.trigger() instanceof Every)
        .map(FunctionResource::name);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void aTickIsServed(String schedule) {
    assertThat(shared.cloud().tick(schedule).text()).isEqualTo("{\"ok\":true}");
  }

  @Test
  void aDeploymentMigratesAndMayDoSoAgain() {
    byte[] nothing = "{}".getBytes(StandardCharsets.UTF_8);

    assertThat(shared.cloud().invoke("migrate", nothing).text()).isEqualTo("{\"ok\":true}");
    assertThat(shared.cloud().invoke("migrate", nothing).text()).isEqualTo("{\"ok\":true}");
  }
}
