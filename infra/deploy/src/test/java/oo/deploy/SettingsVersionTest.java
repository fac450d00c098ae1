package oo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import oo.template.TemplateReader;
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

  @Test
  void everyFunctionOfAnEmulatorHasOneVersionForCloudFormation() throws Exception {
    Path file = Path.of("../../infra/sam-template.yaml");
    String template = ConstantVersions.in(Files.readString(file));

    assertThat(template.split("CodeUri: [^,}]*zip,? *(\\R *)?AutoPublishCodeSha256: \"0{64}\"", -1))
        .hasSize(TemplateReader.read(file).functions().size() + 1);
    assertThat(template).contains("AutoPublishAliasAllProperties: false");
    assertThat(ConstantVersions.in("    CodeUri: a.zip\n    Timeout: 1\n"))
        .isEqualTo(
            "    CodeUri: a.zip\n    AutoPublishCodeSha256: \""
                + "0".repeat(64)
                + "\"\n    Timeout: 1\n");
  }
}
