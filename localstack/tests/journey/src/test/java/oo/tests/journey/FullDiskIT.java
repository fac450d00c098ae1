package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import oo.postgres.DurableServer;
import oo.postgres.PostgresFailed;
import oo.postgres.SmallDisk;
import oo.standins.control.TodoistControl;
import oo.tests.journey.HttpPerson.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The disk of PostgreSQL is full, also so full that PostgreSQL ends: nobody gets an error of oO,
 * health says what to do, nothing is lost or done twice, and all goes on when there is room.
 */
final class FullDiskIT {
  private static final String PASSWORD = "small";

  private SmallDisk disk;
  private DurableServer postgres;
  private Oo oo;

  @BeforeEach
  void start() {
    Optional<SmallDisk> mounted = SmallDisk.mount(180);
    assumeTrue(mounted.isPresent(), "a disk of its own needs root, or sudo without a password");
    disk = mounted.get();
    postgres = DurableServer.start(disk.folder().resolve("postgres"), PASSWORD);
    oo =
        new Oo(
            Oo.TREE,
            Map.of(
                "DATABASE_URL",
                postgres.url(),
                "DATABASE_USER",
                DurableServer.NAME,
                "DATABASE_PASSWORD",
                PASSWORD));
  }

  @AfterEach
  void stop() throws Exception {
    if (oo != null) {
      oo.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void nothingIsLostOrDoneTwiceAndAllGoesOnWhenThereIsRoom() throws Exception {
    String email = "full@example.com";
    TodoistControl.User account = oo.todoist().emptyAccount(email);
    for (int i = 0; i < 40; i++) {
      oo.todoist().add(account.id(), "Task " + i);
    }
    HttpPerson person = new HttpPerson(oo).signIn(email).connect(email);
    person.tip();

    disk.fill();
    Oo.eventually(() ->
        assertThat(checks("recommend"))
            .anyMatch(check -> check.contains("The disk of the database is full.")));
    int taken = 0;
    var refused = new ArrayList<Answer>();
    while (refused.isEmpty()) {
      Answer tip = person.recommend();
      if (tip.status() == 200) {
        tip = person.notNow(tip.json().get("tip").get("id").asString());
        taken += tip.status() == 200 ? 1 : 0;
      }
      if (tip.status() != 200) {
        refused.add(tip);
      }
    }
    assertThat(refused.getFirst().status()).isEqualTo(503);
    assertThat(refused.getFirst().code()).isEqualTo("database_unavailable");
    assertThat(refused.getFirst().json().get("detail").asString()).contains("Nothing is lost");

    Thread supervisor = Thread.ofVirtual().start(this::revive);
    endPostgres();
    UUID event = UUID.randomUUID();
    disk.free();
    Oo.eventually(() -> assertThat(person.recommend().status()).isEqualTo(200));
    String tip = person.tip();
    disk.fill();
    endPostgres();
    Answer tap = person.complete(tip, event);
    assertThat(tap.status()).isEqualTo(503);
    assertThat(tap.code()).isEqualTo("database_unavailable");

    disk.free();
    Oo.eventually(() -> assertThat(person.complete(tip, event).status()).isEqualTo(200));
    assertThat(person.complete(tip, event).status()).isEqualTo(200);
    for (String module : Oo.MODULES) {
      Oo.eventually(() ->
          assertThat(new HttpPerson(oo).get("/api/" + module + "/health").status())
              .as(module)
              .isEqualTo(200));
    }
    Oo.eventually(() -> assertThat(oo.openTasks(account)).hasSize(39));
    assertThat(ask("select count(*) from feedback where kind = 'not_now'"))
        .isEqualTo(String.valueOf(taken));
    assertThat(ask("select count(*) from feedback where kind = 'done'")).isEqualTo("1");
    assertThat(
            oo.todoist().journal().stream()
                .flatMap(entry -> entry.operations().stream())
                .filter(operation -> operation.type().equals("item_close")))
        .hasSize(1);
    supervisor.interrupt();
  }

  /** As a supervisor does. */
  private void revive() {
    try {
      while (true) {
        Thread.sleep(Duration.ofMillis(500));
        if (!postgres.lives()) {
          try {
            postgres.revive();
          } catch (PostgresFailed e) {
            // There is no room yet.
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its log needs another segment, and there is no room for one. */
  private void endPostgres() throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < until) {
      try (Connection admin = connection("postgres")) {
        admin
            .createStatement()
            .execute("select pg_logical_emit_message(true, 'full', 'x'), pg_switch_wal()");
      } catch (SQLException e) {
        if (List.of("08006", "08001", "57P02", "57P03").contains(e.getSQLState())) {
          return;
        }
      }
    }
    throw new AssertionError("PostgreSQL goes on without room for its log");
  }

  private Connection connection(String user) throws SQLException {
    return DriverManager.getConnection(postgres.url(), user, PASSWORD);
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = connection(DurableServer.NAME);
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private List<String> checks(String module) {
    var all = new ArrayList<String>();
    new HttpPerson(oo)
        .get("/api/" + module + "/health")
        .json()
        .get("checks")
        .forEach(check -> all.add(check.toString()));
    return all;
  }
}
