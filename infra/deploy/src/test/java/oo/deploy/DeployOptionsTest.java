package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class DeployOptionsTest {
  private static final String CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/x";

  @Test
  void argumentsAndVariablesAreTheTemplatesParameters() {
    DeployOptions asked =
        options(
            List.of("--stack", "oo-test", "--domain", "oo.example", "--certificate", CERTIFICATE),
            Map.of("GOOGLE_CLIENT_ID", "id", "POLICY", " ", "HOME", "/root"));

    assertThat(asked)
        .isEqualTo(
            new DeployOptions(
                "oo-test",
                false,
                Optional.empty(),
                true,
                Map.of(
                    "Domain",
                    "oo.example",
                    "CertificateArn",
                    CERTIFICATE,
                    "GoogleClientId",
                    "id")));
  }

  @Test
  void aSecretOfTheEnvironmentIsNoParameter() {
    DeployOptions asked =
        options(
            List.of("--localstack"),
            Map.of(
                "GOOGLE_CLIENT_SECRET", "secret",
                "TODOIST_CLIENT_SECRET", "secret",
                "DATABASE_PASSWORD", "secret",
                "VAULT_KEYS", "secret"));

    assertThat(asked.parameters()).containsOnlyKeys("ObjectsEndpoint");
  }

  @Test
  void onLocalStackAnExportsLinkIsOfTheAddressThatThisMachineUses() {
    Map<String, String> chosen = Map.of("AWS_ENDPOINT_URL", "http://localhost:14566");

    assertThat(options(List.of("--localstack"), Map.of()).parameters())
        .containsEntry("ObjectsEndpoint", "http://localhost:4566");
    assertThat(options(List.of("--localstack"), chosen).parameters())
        .containsEntry("ObjectsEndpoint", "http://localhost:14566");
    assertThat(options(List.of(), chosen).parameters()).isEmpty();
  }

  @Test
  void whatIsNotUnderstoodIsRefusedByName() {
    assertThatThrownBy(() -> options(List.of("--stak", "oo"), Map.of()))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--stak");
    assertThatThrownBy(() -> options(List.of("--domain"), Map.of()))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--domain");
    refused("--certificate", CERTIFICATE.replace("us-east-1", "eu-central-1"))
        .hasMessageContaining("us-east-1");
    refused("--stack", "two words").hasMessageContaining("name");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String... arguments) {
    return assertThatThrownBy(() -> options(List.of(arguments), Map.of()))
        .isInstanceOf(CannotDeploy.class);
  }

  private static DeployOptions options(List<String> arguments, Map<String, String> environment) {
    var command = new DeployCommand();
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    return command.options(environment);
  }
}
