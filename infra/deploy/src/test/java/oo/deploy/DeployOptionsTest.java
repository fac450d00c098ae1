package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeployOptionsTest {
  private static final String CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/x";

  @Test
  void argumentsAndVariablesAreTheTemplatesParameters() {
    DeployOptions asked =
        DeployOptions.parse(
            List.of("--stack", "oo-test", "--domain", "oo.example", "--certificate", CERTIFICATE),
            Map.of("GOOGLE_CLIENT_ID", "id", "POLICY", " ", "HOME", "/root"));

    assertThat(asked)
        .isEqualTo(
            new DeployOptions(
                "oo-test",
                false,
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
        DeployOptions.parse(
            List.of("--localstack"),
            Map.of(
                "GOOGLE_CLIENT_SECRET", "secret",
                "TODOIST_CLIENT_SECRET", "secret",
                "DATABASE_PASSWORD", "secret",
                "VAULT_KEYS", "secret"));

    assertThat(asked).isEqualTo(new DeployOptions("oo", true, Map.of()));
  }

  @Test
  void whatIsNotUnderstoodIsRefusedByName() {
    refused("--stak", "oo").hasMessageContaining("--stak");
    refused("--domain").hasMessageContaining("--domain needs a value");
    refused("--certificate", CERTIFICATE.replace("us-east-1", "eu-central-1"))
        .hasMessageContaining("us-east-1");
    refused("--stack", "two words").hasMessageContaining("name");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String... arguments) {
    return assertThatThrownBy(() -> DeployOptions.parse(List.of(arguments), Map.of()))
        .isInstanceOf(CannotDeploy.class);
  }
}
