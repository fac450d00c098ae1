package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import oo.contract.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class SamEnvironmentTest {
  @TempDir private Path root = Path.of("");
  private Tree tree = new Tree(Path.of(""));

  @BeforeEach
  void plant() throws Exception {
    tree = new Tree(root);
    Files.createDirectories(tree.state());
    Files.createDirectories(tree.template().getParent());
    Files.copy(Path.of("../../infra/sam-template.yaml"), tree.template());
  }

  @Test
  void theServerReachesTheMachineWhereItListensAndABrowserStaysAtLoopback() throws Exception {
    var settings =
        new LocalSettings(Map.of("OO_LISTEN", "172.17.0.1", "HOME", "/home/ada"), Map.of());
    settings.make(
        Map.of(
            "DATABASE_URL", "jdbc:postgresql://127.0.0.1:41000/oo",
            "SITE_ORIGIN", "http://localhost:8080",
            "GOOGLE_ISSUER", "http://127.0.0.1:8081",
            "GOOGLE_BACK_CHANNEL", "http://127.0.0.1:8081",
            "TODOIST_BACK_CHANNEL", "http://127.0.0.1:8082"));

    SamEnvironment.write(tree, settings);

    JsonNode given = given();
    assertThat(given.path("DATABASE_URL").asString())
        .isEqualTo("jdbc:postgresql://172.17.0.1:41000/oo");
    assertThat(given.path("GOOGLE_BACK_CHANNEL").asString()).isEqualTo("http://172.17.0.1:8081");
    assertThat(given.path("TODOIST_BACK_CHANNEL").asString()).isEqualTo("http://172.17.0.1:8082");
    assertThat(given.path("GOOGLE_ISSUER").asString()).isEqualTo("http://127.0.0.1:8081");
    assertThat(given.path("SITE_ORIGIN").asString()).isEqualTo("http://localhost:8080");
    assertThat(given.propertyNames()).doesNotContain("HOME", "FETCH_QUEUE");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tree.samEnvironment())))
        .isEqualTo("rw-------");
  }

  @Test
  void beforeAnythingRanItHasKeysAndWhatARunLeftIsKept() throws Exception {
    SamEnvironment.main(new String[] {root.toString()});

    JsonNode given = given();
    assertThat(given.path("VAULT_KEYS").asString()).startsWith("1:");
    assertThat(given.path("GOOGLE_CLIENT_ID").asString()).isNotBlank();
    assertThat(given.path("DATABASE_URL").asString()).contains("//host.docker.internal:");

    SamEnvironment.main(new String[] {root.toString()});
    assertThat(given()).isEqualTo(given);
  }

  /** The template's default is what AWS runs, which is not what every machine is. */
  @Test
  void theSamCliRunsContainersOfThisMachinesArchitecture() throws Exception {
    assertThat(SamEnvironment.config("amd64")).contains("\"Architecture=x86_64\"");
    assertThat(SamEnvironment.config("aarch64")).contains("\"Architecture=arm64\"");

    SamEnvironment.main(new String[] {root.toString()});
    Path link =
        Path.of("../../infra")
            .resolve(Files.readSymbolicLink(Path.of("../../infra/samconfig.toml")));
    assertThat(link.normalize()).isEqualTo(Path.of("../../.oo/samconfig.toml"));
    assertThat(tree.samConfig())
        .isEqualTo(root.resolve(".oo/samconfig.toml"))
        .content()
        .isEqualTo(SamEnvironment.config(System.getProperty("os.arch")));
  }

  private JsonNode given() throws Exception {
    return Json.mapper().readTree(Files.readString(tree.samEnvironment())).path("Parameters");
  }
}
