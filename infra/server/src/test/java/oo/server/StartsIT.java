package oo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import oo.postgres.SmallDisk;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server's process: what ends it with a sentence, and what it waits for. */
final class StartsIT {
  private final TestDatabase database = TestDatabase.create();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update flyway_schema_history set checksum = 1 where version = '1'|(V1 differs)",
        "drop table flyway_schema_history|it is not oO's",
        "delete from flyway_schema_history where version::int >= 11|V11 failed with SQL state 42P07",
        "delete from flyway_schema_history where version::int >= 11; drop table pulse;"
            + " revoke create on schema public from pg_database_owner|may not change oO's tables",
      })
  void aMigrationThatFailsEndsTheStartWithASentence(String damage, String told) throws Exception {
    execute(damage);
    Path output = Files.createTempFile("oo-start-", ".log");
    Process server = start(output);
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(2);
    assertThat(Files.readString(output).lines().filter(line -> !line.startsWith("{")))
        .hasSize(1)
        .allMatch(line -> line.contains(told) && line.endsWith("."));
  }

  @Test
  void aDatabaseThatIsAwayIsWaitedForAndOneThatCannotBeMigratedThenEndsTheProcess()
      throws Exception {
    execute("update flyway_schema_history set checksum = 1 where version = '1'");
    database.stopServer();
    Path output = Files.createTempFile("oo-start-", ".log");
    Process server = start(output);
    try {
      String base = "http://localhost:" + port(server, output);
      assertThat(get(base + "/health").statusCode()).isEqualTo(200);
      assertThat(get(base + "/api/recommend/health").statusCode()).isEqualTo(503);
      assertThat(server.isAlive()).isTrue();
      database.startServer();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isEqualTo(2);
      assertThat(Files.readString(output)).contains("(V1 differs)");
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void aNewerSchemaServesAndHealthTellsBothLevels() throws Exception {
    execute(
        """
        insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by,
          execution_time, success)
        select 1000, '1000', 'newer', 'SQL', 'V1000__newer.sql', 1, 'oo', 1, true
        """);
    Path output = Files.createTempFile("oo-start-", ".log");
    Process server = start(output);
    try {
      String health = "http://localhost:" + port(server, output) + "/api/recommend/health";
      HttpResponse<String> answer = get(health);
      assertThat(answer.body()).contains("V1000, of a newer version of oO; this one needs V");
      assertThat(answer.statusCode()).isEqualTo(200);
    } finally {
      server.destroyForcibly();
    }
  }

  /** In the middle of each function of a schedule; measured by this test's clock. */
  @Test
  void aScheduleGoesOnWithinAMinuteAfterAKill() throws Exception {
    Path output = Files.createTempFile("oo-start-", ".log");
    Process server;
    try (Connection lock = database.dataSource().getConnection()) {
      lock.setAutoCommit(false);
      lock.createStatement().execute("lock table connection, decision in access exclusive mode");
      server = start(output);
      ServerIT.await(() -> schedules("picked").size() == 3);
      server.destroyForcibly().waitFor();
    }
    assertThat(schedules("picked"))
        .containsExactly("purge_expired", "schedule_fetches", "sweep_outbox");
    long killed = System.nanoTime();
    server = start(output);
    try {
      while (schedules("last_success is not null").size() < 3) {
        assertThat(Duration.ofNanos(System.nanoTime() - killed))
            .as("still to come: %s", schedules("last_success is null"))
            .isLessThan(Duration.ofMinutes(1));
        Thread.sleep(100);
      }
    } finally {
      server.destroyForcibly();
    }
  }

  /** A row of the time when the clock was ahead; the server that wrote it runs on. */
  @Test
  void aScheduleGoesOnWhenTheClockWasAheadAndIsRightAgain() throws Exception {
    Path output = Files.createTempFile("oo-start-", ".log");
    Process server = start(output);
    try {
      ServerIT.await(() -> schedules("last_success is not null and not picked").size() == 3);
      execute(
          "update oo_runtime.scheduled_tasks set last_success = null,"
              + " execution_time = now() + case task_name when 'purge_expired' then interval '1 day' else interval '1 year' end");
      ServerIT.await(() -> schedules("last_success is not null").size() == 2);
      assertThat(schedules("last_success is null")).as("not due").containsExactly("purge_expired");
    } finally {
      server.destroyForcibly();
    }
  }

  /** Its data, its temporary files and its log are on it. */
  @Test
  void aFullDiskOfTheServerEndsNoRequestAndHealthTellsIt() throws Exception {
    Optional<SmallDisk> mounted = SmallDisk.mount(8);
    assumeTrue(mounted.isPresent(), "a disk of its own needs root, or sudo without a password");
    try (SmallDisk disk = mounted.get()) {
      Path output = disk.folder().resolve("server.log");
      Process server = start(output, disk.folder());
      try {
        String base = "http://localhost:" + port(server, output);
        assertThat(disk(base)).contains("It has room.");
        disk.fill();
        ServerIT.await(() -> disk(base).contains("it is full, or read-only"));
        for (int i = 0; i < 200; i++) {
          assertThat(get(base + "/").statusCode()).isEqualTo(200);
          assertThat(get(base + "/api/recommend/health").statusCode()).isEqualTo(200);
        }
        disk.free();
        ServerIT.await(() -> disk(base).contains("It has room."));
        long before = Files.size(output);
        get(base + "/api/recommend/health");
        ServerIT.await(() -> output.toFile().length() > before);
      } finally {
        server.destroyForcibly().waitFor();
      }
    }
  }

  /** What health says of it. */
  private String disk(String base) {
    try {
      return get(base + "/api/auth/health").body().replaceFirst("(?s).*\"name\":\"disk\"", "");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> schedules(String which) {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select task_name from oo_runtime.scheduled_tasks where "
                    + which
                    + " order by 1")) {
      var names = new ArrayList<String>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    } catch (SQLException e) {
      return List.of(); // The server has not made its tables yet.
    }
  }

  /** With all functions, and any free port. */
  private Process start(Path output) throws IOException {
    return start(output, Files.createTempDirectory("oo-data-"));
  }

  private Process start(Path output, Path data) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + data,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            Path.of("../..").toAbsolutePath().normalize().toString(),
            data.toString());
    Map<String, String> settings = new HashMap<>(StartedServer.settings(database));
    settings.put("OO_PORT", "0");
    for (String provider : List.of("GOOGLE", "TODOIST")) {
      settings.put(provider + "_CLIENT_ID", "id");
      settings.put(provider + "_CLIENT_SECRET", "secret");
    }
    builder.environment().putAll(settings);
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private static int port(Process server, Path output) throws Exception {
    while (server.isAlive()) {
      for (String line : Files.readAllLines(output)) {
        if (line.startsWith(Main.READY)) {
          return Integer.parseInt(line.substring(Main.READY.length()));
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError(Files.readString(output));
  }

  private HttpResponse<String> get(String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void execute(String sql) throws Exception {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
