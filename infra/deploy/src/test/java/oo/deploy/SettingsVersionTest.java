package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsVersionTest {

  @Test
  void theTextDiffersWithEachSecretAndParameterAndOnlyThen() throws Exception {
    String template = Files.readString(Path.of("../../infra/sam-template.yaml"));
    String first = SettingsVersion.in(template, "a", Map.of("Domain", "oo.example"));

    assertThat(SettingsVersion.in(template, "a", Map.of("Domain", "oo.example"))).isEqualTo(first);
    assertThat(SettingsVersion.in(template, "b", Map.of("Domain", "oo.example")))
        .isNotEqualTo(first);
    assertThat(SettingsVersion.in(template, "a", Map.of("Domain", "other.example")))
        .isNotEqualTo(first);
    assertThatThrownBy(() -> SettingsVersion.in("Resources: {}", "a", Map.of()))
        .isInstanceOf(CannotDeploy.class);
  }
}
