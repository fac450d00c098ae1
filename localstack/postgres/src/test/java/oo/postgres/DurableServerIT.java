package oo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        .hasMessageContaining("holds files but no database");

    assertThat(file).hasContent("mine");
    Files.delete(file);
  }

  @Test
  void anInterruptedFirstStartIsRepeated() throws Exception {
    Files.writeString(
        Files.createDirectory(folder.resolveSibling("postgres.new")).resolve("PG_VERSION"), "18");

    try (var server = DurableServer.start(folder, PASSWORD)) {
      assertThat(Connections.ask(app(server), "select 1")).isEqualTo("1");
    }
  }

  private static DataSource app(DurableServer server) {
    return Connections.to(server.port(), DurableServer.NAME, "oo", PASSWORD);
  }
}
