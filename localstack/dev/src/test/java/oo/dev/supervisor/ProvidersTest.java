package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import oo.server.settings.EnvFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvidersTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aStandInsPortThatIsTakenStopsTheStartInASentence() throws Exception {
    var tree = new Tree(folder);
    Files.createDirectories(tree.state());
    LocalSettings settings = LocalSettings.of(tree, Map.of());
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EnvFile.write(
          tree.state().resolve("stand-ins.env"),
          "Ports.",
          Map.of(
              "GOOGLE_PORT",
              String.valueOf(other.getLocalPort()),
              "TODOIST_PORT",
              String.valueOf(other.getLocalPort())));
      var starting = CompletableFuture.supplyAsync(() -> Providers.start(tree, settings));

      assertThatThrownBy(() -> Supervisor.result(starting))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("Port " + other.getLocalPort())
          .hasMessageContaining("taken by another program")
          .hasMessageContaining(".oo/stand-ins.env");
    }
  }
}
