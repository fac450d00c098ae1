package oo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DurableServerIT {
  private static final String PASSWORD = "a'pass\"word";

  private Path folder = Path.of("");

  @BeforeEach
  void place() throws Exception {
    folder = Files.createTempDirectory("oo-durable-").resolve("postgres");
  }

  @AfterEach
  void leaveNothing() {
    DurableServer.start(folder, PASSWORD).close();
    FileUtils.deleteQuietly(folder.getParent().toFile());
  }

  @Test
  void isCrashSafeAndOnLoopbackWithAPassword() throws Exception {
    try (var server = DurableServer.start(folder, PASSWORD)) {
      DataSource app = app(server);
      assertThat(Connections.ask(app, "show fsync")).isEqualTo("on");
      assertThat(Connections.ask(app, "show synchronous_commit")).isEqualTo("on");
      assertThat(Connections.ask(app, "show full_page_writes")).isEqualTo("on");
      assertThat(Connections.ask(app, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Connections.ask(app, "select rolsuper from pg_roles where rolname = current_user"))
          .isEqualTo("f");
      assertThatThrownBy(() ->
              Connections.ask(Connections.to(server.port(), "oo", "oo", "another"), "select 1"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void aServerLeftBehindIsTakenOver() throws Exception {
    var left = DurableServer.start(folder, PASSWORD);
    Connections.execute(app(left), "create table kept (id int)");

    try (var next = DurableServer.start(folder, PASSWORD)) {
      assertThat(next.adopted()).isTrue();
      assertThat(next.port()).isEqualTo(left.port());
      assertThat(Connections.ask(app(next), "select to_regclass('kept')")).isEqualTo("kept");
    }
  }

  @Test
  void aServerLeftBehindIsRestartedWhereContainersMustReachIt() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "127.0.0.2 is an address of Linux");
    DurableServer.start(folder, PASSWORD);

    var addresses = List.of("127.0.0.1", "127.0.0.2");
    try (var next = DurableServer.start(folder, PASSWORD, addresses)) {
      assertThat(next.adopted()).isFalse();
      assertThat(Connections.ask(app(next), "show listen_addresses"))
          .isEqualTo("127.0.0.1,127.0.0.2");
      assertThat(Files.readString(folder.resolve("pg_hba.conf")))
          .as("with a password")
          .containsOnlyOnce("host all all samenet scram-sha-256");
    }
  }

  @Test
  void whatWasCommittedSurvivesAKill() throws Exception {
    var killed = DurableServer.start(folder, PASSWORD);
    Connections.execute(app(killed), "create table kept as select 1 as id");
    ProcessHandle process =
        ProcessHandle.of(Postmaster.of(folder).orElseThrow().pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);

    try (var next = DurableServer.start(folder, PASSWORD)) {
      assertThat(next.adopted()).isFalse();
      assertThat(next.port()).isEqualTo(killed.port());
      assertThat(Connections.ask(app(next), "select count(*) from kept")).isEqualTo("1");
    }
  }

  @Test
  void aPidFileWhoseNumberIsAnothersDoesNotStopTheStart() throws Exception {
    DurableServer.start(folder, PASSWORD).close();
    Files.writeString(
        folder.resolve("postmaster.pid"),
        ProcessHandle.current().pid() + "\n" + folder + "\n0\n1\n\n127.0.0.1\n0 0\nready\n");

    try (var server = DurableServer.start(folder, PASSWORD)) {
      assertThat(server.adopted()).isFalse();
      assertThat(Connections.ask(app(server), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void anotherPasswordIsSaidInASentence() {
    DurableServer.start(folder, PASSWORD).close();

    assertThatThrownBy(() -> DurableServer.start(folder, "another"))
        .isInstanceOf(PostgresFailed.class)
        .hasMessageContaining("DATABASE_PASSWORD");
  }

  @Test
  void aDatabaseWithoutOurPortFileIsKept() throws Exception {
    try (var server = DurableServer.start(folder, PASSWORD)) {
      Connections.execute(app(server), "create table kept (id int)");
    }
    Files.delete(folder.resolve("oo.port"));

    try (var next = DurableServer.start(folder, PASSWORD)) {
      assertThat(Connections.ask(app(next), "select to_regclass('kept')")).isEqualTo("kept");
    }
  }

  @Test
  void filesThatAreNoDatabaseAreNotDeleted() throws Exception {
    Path file = Files.createDirectory(folder).resolve("notes.txt");
    Files.writeString(file, "mine");

    assertThatThrownBy(() -> DurableServer.start(folder, PASSWORD))
        .isInstanceOf(PostgresFailed.class)
        .hasMessageContaining("holds something, but no database");

    assertThat(file).hasContent("mine");
    Files.delete(file);
  }

  @Test
  void anInterruptedFirstStartIsRepeatedAndWhatItLeftIsKept() throws Exception {
    Path left = folder.resolveSibling("postgres.new");
    Files.createDirectories(left.resolve("global"));
    Files.writeString(left.resolve("global/pg_control"), "a database");
    Files.createDirectories(folder.resolveSibling("postgres.password").resolve("mine"));

    try (var server = DurableServer.start(folder, PASSWORD)) {
      assertThat(Connections.ask(app(server), "select 1")).isEqualTo("1");
    }
    assertThat(folder.resolveSibling("postgres.new.damaged-1/global/pg_control"))
        .hasContent("a database");
    assertThat(folder.resolveSibling("postgres.password.damaged-1/mine")).isDirectory();
  }

  /** Each is a start that cannot tell whether there is a database. */
  @Test
  void aPlaceThatMayHoldADatabaseIsLeftAsItIs() throws Exception {
    DurableServer.start(folder, PASSWORD).close();
    Path away = folder.resolveSibling("away");
    Map<String, Thrown> damages = new LinkedHashMap<>();
    damages.put(
        "is a file",
        () -> {
          Files.move(folder, away);
          Files.writeString(folder, "mine");
        });
    damages.put(
        "links to a disk that is not mounted",
        () -> {
          Files.move(folder, away);
          Files.createSymbolicLink(folder, folder.resolveSibling("not-mounted"));
        });
    damages.put(
        "links to itself",
        () -> {
          Files.move(folder, away);
          Files.createSymbolicLink(folder, folder);
        });
    damages.put(
        "has lost its control file",
        () -> {
          Files.createDirectory(away);
          Files.move(folder.resolve("global/pg_control"), away.resolve("pg_control"));
        });
    for (var damage : damages.entrySet()) {
      damage.getValue().run();
      var before = listed();

      assertThatThrownBy(() -> DurableServer.start(folder, PASSWORD), damage.getKey())
          .isInstanceOf(PostgresFailed.class)
          .hasMessageContaining(folder.toString())
          .hasMessageNotContaining("Exception");

      assertThat(listed()).as(damage.getKey()).isEqualTo(before);
      if (Files.exists(away.resolve("pg_control"))) {
        Files.move(away.resolve("pg_control"), folder.resolve("global/pg_control"));
        Files.delete(away);
      } else {
        Files.delete(folder);
        Files.move(away, folder);
      }
    }
  }

  private List<String> listed() throws Exception {
    try (var all = Files.walk(folder.getParent())) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  private interface Thrown {
    void run() throws Exception;
  }

  /** Files that a start needs and another program, a full disk or a crash may have damaged. */
  @Test
  void aDamagedStateFileIsHealedAndTheDatabaseIsKept() throws Exception {
    try (var server = DurableServer.start(folder, PASSWORD)) {
      Connections.execute(app(server), "create table kept (id int)");
    }
    String another = "1\n/elsewhere\n0\n1\n\n127.0.0.1\n0 0\nready\n";
    var damages =
        Map.of(
            "oo.port", List.of("", "garbage", "5", "99999", "-1", "\0\0\0", "folder"),
            "postmaster.pid",
                List.of("", "garbage", "123", "1\n/elsewhere\n0\n", another, "\0\0\0", "folder"),
            "server.log", List.of("", "\0\u00ff", "folder"));
    for (var file : damages.entrySet()) {
      for (String damage : file.getValue()) {
        Path damaged = folder.resolve(file.getKey());
        Files.deleteIfExists(damaged);
        if (damage.equals("folder")) {
          Files.createDirectories(damaged.resolve("mine"));
        } else {
          Files.writeString(damaged, damage, StandardCharsets.ISO_8859_1);
        }

        try (var server = DurableServer.start(folder, PASSWORD)) {
          assertThat(Connections.ask(app(server), "select to_regclass('kept')"))
              .as("%s: %s", file.getKey(), damage)
              .isEqualTo("kept");
        }
      }
      assertThat(folder.resolve(file.getKey() + ".damaged-1")).exists();
    }
  }

  @Test
  void aServerWhoseFileIsDamagedIsEndedBeforeTheNextStarts() throws Exception {
    DurableServer left = DurableServer.start(folder, PASSWORD);
    Connections.execute(app(left), "create table kept as select 1 as id");
    ProcessHandle process =
        ProcessHandle.of(Postmaster.of(folder).orElseThrow().pid()).orElseThrow();
    Files.writeString(folder.resolve("postmaster.pid"), "");

    try (var next = DurableServer.start(folder, PASSWORD)) {
      assertThat(process.isAlive()).isFalse();
      assertThat(Connections.ask(app(next), "select count(*) from kept")).isEqualTo("1");
    }
  }

  /** The number may belong to the server of another folder, as after a reboot. */
  @Test
  void anotherFoldersServerIsNeitherStoppedNorTakenOver() throws Exception {
    Path other = folder.resolveSibling("other");
    DurableServer.start(folder, PASSWORD).close();
    try (var running = DurableServer.start(other, PASSWORD)) {
      Files.copy(other.resolve("postmaster.pid"), folder.resolve("postmaster.pid"));

      try (var server = DurableServer.start(folder, PASSWORD)) {
        assertThat(server.adopted()).isFalse();
        assertThat(running.lives()).isTrue();
        assertThat(Connections.ask(app(running), "select 1")).isEqualTo("1");
      }
    }
  }

  private static DataSource app(DurableServer server) {
    return Connections.to(server.port(), DurableServer.NAME, "oo", PASSWORD);
  }
}
