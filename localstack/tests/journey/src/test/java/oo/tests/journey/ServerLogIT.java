package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import oo.dev.supervisor.SmallJvm;
import oo.host.base.InvocationLog;
import oo.server.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the one JVM that serves all functions writes, as a process. */
final class ServerLogIT {
  private static final Pattern LIBRARY =
      Pattern.compile(
          "\\{\"at\":\"[^\"]+\",\"level\":\"[A-Z]+\",\"logger\":\"com[.](zaxxer|github.kagkarlsson)[.]");

  @TempDir Path folder;

  @Test
  void eachLineIsOneDocument() throws Exception {
    Path log = folder.resolve("log");
    try (Backends backends = Backends.create()) {
      int port = Loopback.freePort();
      String site = "http://localhost:" + port;
      backends.registerOrigin(site);
      var settings = new HashMap<>(backends.settings());
      settings.put("SITE_ORIGIN", site);
      settings.put("OO_PORT", String.valueOf(port));
      Process server =
          SmallJvm.of(
                  "256m",
                  Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                      .filter(entry -> !entry.endsWith("test-classes"))
                      .collect(Collectors.joining(File.pathSeparator)),
                  settings,
                  Main.class.getName(),
                  Oo.TREE.toString(),
                  folder.resolve("objects").toString())
              .redirectOutput(log.toFile())
              .start();
      try {
        Oo.eventually(() -> assertThat(Loopback.status(site + "/api/auth/health")).isEqualTo(200));
        assertThat(Loopback.status(site + "/api/me?secret=4711")).isEqualTo(401);
        assertThat(Loopback.status(site + "/api/nothing")).isEqualTo(404);
        backends.database.close();
        Oo.eventually(() -> assertThat(Loopback.status(site + "/api/auth/health")).isEqualTo(503));
        Oo.eventually(
            () -> assertThat(Files.readString(log)).contains("\"operation\":\"sweep_outbox\""));
      } finally {
        server.destroyForcibly().waitFor();
      }
      check(Files.readString(log));
    }
  }

  private static void check(String log) {
    // What tells the supervisor that it serves, and what pool and scheduler say of the database.
    String calls =
        log.lines()
            .filter(line -> !line.startsWith(Main.READY) && !LIBRARY.matcher(line).lookingAt())
            .collect(Collectors.joining("\n"));
    List<JsonNode> lines = LogLines.of(calls, "4711");
    assertThat(LogLines.of("profile", lines)).hasSize(1);
    assertThat(LogLines.of("front", lines)).hasSize(1);
    assertThat(LogLines.of("auth_health", lines))
        .anySatisfy(line -> {
          assertThat(line.path("outcome").asInt()).isEqualTo(503);
          assertThat(line.path(InvocationLog.REASON).asString()).contains("database");
        });
    assertThat(LogLines.of("sweep_outbox", lines)).isNotEmpty();
  }
}
