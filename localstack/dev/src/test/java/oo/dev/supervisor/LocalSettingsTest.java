package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.Base64URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import oo.host.base.MissingSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalSettingsTest {
  @TempDir Path folder = Path.of("");

  @Test
  void theEnvironmentWinsOverTheFileAndBothOverWhatIsMade() {
    var settings =
        new LocalSettings(Map.of("A", "environment", "C", ""), Map.of("A", "file", "B", "file"));
    settings.make(Map.of("A", "made", "B", "made", "C", "made"));

    assertThat(settings.whole())
        .containsEntry("A", "environment")
        .containsEntry("B", "file")
        .containsEntry("C", "made");
    assertThat(settings.configured("C")).isEmpty();
  }

  @Test
  void keysAreMadeOnceAndKept() throws Exception {
    var tree = new Tree(folder);
    Files.createDirectories(tree.state());
    LocalSettings first = LocalSettings.of(tree, Map.of());
    LocalSettings second = LocalSettings.of(tree, Map.of());

    for (String name :
        new String[] {
          "SESSION_PRIVATE_KEYS",
          "SESSION_PUBLIC_KEYS",
          "REFRESH_KEYS",
          "VAULT_KEYS",
          "OBJECTS_KEY",
          "DATABASE_PASSWORD"
        }) {
      assertThat(first.value(name)).as(name).isNotBlank().isEqualTo(second.value(name));
    }
    assertThat(Base64URL.from(first.value("SESSION_PUBLIC_KEYS")).decodeToString())
        .contains("\"keys\"")
        .doesNotContain("\"d\"");
    assertThat(first.value("VAULT_KEYS")).matches("1:[A-Za-z0-9+/]{43}=");
  }

  @Test
  void whatIsNoPortStopsTheStartInASentence() {
    for (String text : new String[] {"abc", "-1", "0", "65536", "99999999999"}) {
      assertThatThrownBy(() -> new LocalSettings(Map.of("OO_PORT", text), Map.of()).port())
          .isInstanceOf(MissingSetting.class)
          .hasMessage("OO_PORT: must be a number from 1 to 65535.");
    }
    assertThat(new LocalSettings(Map.of("OO_PORT", "65535"), Map.of()).port()).isEqualTo(65_535);
  }

  @Test
  void standInsAreForLoopbackOnly() {
    assertThat(at("http://localhost:8080").loopback()).isTrue();
    assertThat(at("http://127.0.0.1:8080").loopback()).isTrue();
    assertThat(at("https://oo.example").loopback()).isFalse();
    assertThat(at("https://localhost.example").loopback()).isFalse();
  }

  private static LocalSettings at(String site) {
    return new LocalSettings(Map.of("SITE_ORIGIN", site), Map.of());
  }
}
