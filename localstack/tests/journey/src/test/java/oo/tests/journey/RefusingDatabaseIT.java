package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.standins.control.TodoistControl;
import oo.template.Template.Every;
import oo.template.Template.FunctionResource;
import oo.template.Template.Route;
import oo.template.TemplateReader;
import oo.tests.journey.HttpPerson.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A database that answers and is of no use: others hold all of its connections, or it only reads.
 * No function fails otherwise than with "come back later", health says what to do, nothing is lost
 * or done twice, and all goes on by itself.
 */
final class RefusingDatabaseIT {
  private static final List<FunctionResource> FUNCTIONS =
      TemplateReader.read(Oo.TREE.resolve("infra/sam-template.yaml")).functions();

  private final Oo oo = new Oo();
  private final String database = oo.database.url().replaceFirst(".*/", "");
  private final List<Connection> held = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    oo.close();
  }

  @Test
  void othersHoldAllConnections() throws Exception {
    refused(
        "It has no connection left.",
        "max_connections",
        List.of("/api/me", "/api/connectors"),
        () -> {
          admin("alter database " + database + " connection limit 4");
          while (held.size() < 4) {
            endOthers();
            hold();
          }
        },
        () -> {
          for (Connection one : held) {
            one.close();
          }
          admin("alter database " + database + " connection limit -1");
        });
  }

  @Test
  void itOnlyReads() throws Exception {
    refused(
        "The database only reads.",
        "default_transaction_read_only",
        List.of(),
        () -> {
          admin("alter database " + database + " set default_transaction_read_only = on");
          endOthers();
        },
        () -> {
          admin("alter database " + database + " reset default_transaction_read_only");
          endOthers();
        });
  }

  private interface Step {
    void run() throws SQLException;
  }

  /**
   * @param reads paths that cannot be answered either
   */
  private void refused(String says, String mend, List<String> reads, Step begin, Step end)
      throws Exception {
    String email = "refused@example.com";
    TodoistControl.User account = oo.todoist().emptyAccount(email);
    oo.todoist().add(account.id(), "Waits at the source");
    oo.todoist().add(account.id(), "Is tapped meanwhile");
    HttpPerson person = new HttpPerson(oo).signIn(email).connect(email);
    UUID first = UUID.randomUUID();
    assertThat(person.complete(person.tip(), first).status()).isEqualTo(200);
    String tip = person.tip();
    UUID event = UUID.randomUUID();

    begin.run();
    try {
      assertThat(person.complete(tip, event).code()).isEqualTo("database_unavailable");
      for (String path : reads) {
        assertThat(person.get(path).code()).as(path).isEqualTo("database_unavailable");
      }
      everyFunctionSaysComeBackLater(person);
      Oo.MODULES.parallelStream()
          .forEach(module -> {
            Answer health = new HttpPerson(oo).get("/api/" + module + "/health");
            assertThat(health.status()).as(module).isEqualTo(503);
            assertThat(health.json().toString()).as(module).contains(says, mend);
          });
    } finally {
      end.run();
    }

    Oo.eventually(() -> assertThat(person.complete(tip, event).status()).isEqualTo(200));
    oo.passUndo();
    Oo.eventually(() -> assertThat(oo.openTasks(account)).isEmpty());
    assertThat(oo.sentFor(email)).isEqualTo(2);
    assertThat(oo.count("select count(*) from oo_runtime.message where queue like '%DeadLetters'"))
        .isZero();
    for (String module : Oo.MODULES) {
      Oo.eventually(() ->
          assertThat(new HttpPerson(oo).get("/api/" + module + "/health").status())
              .as(module)
              .isEqualTo(200));
    }
  }

  /** At once, as each waits for a connection. */
  private void everyFunctionSaysComeBackLater(HttpPerson person) throws Exception {
    var asked = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (FunctionResource function : FUNCTIONS) {
        asked.add(threads.submit(() -> saysComeBackLater(function, person)));
      }
    }
    for (Future<?> each : asked) {
      each.get();
    }
  }

  private void saysComeBackLater(FunctionResource function, HttpPerson person) {
    switch (function.trigger()) {
      case Route route when !function.name().endsWith("_health") -> {
        var same = new HttpPerson(oo);
        same.cookies.putAll(person.cookies);
        String path = route.path().replaceAll("\\{\\w+}", UUID.randomUUID().toString());
        Answer answer =
            same.send(route.method(), path, route.method().equals("POST") ? Map.of() : null);
        assertThat(answer.status()).as(function.name()).matches(s -> s < 500 || s == 503);
        if (answer.status() == 503) {
          assertThat(answer.code()).as(function.name()).isEqualTo("database_unavailable");
        }
      }
      case Every _ -> oo.tick(function.name());
      default -> {}
    }
  }

  private Connection connect(String name) throws SQLException {
    return DriverManager.getConnection(
        oo.database.url().replaceFirst("[^/]+$", name), oo.database.user(), oo.database.password());
  }

  private void hold() {
    try {
      held.add(connect(database));
    } catch (SQLException e) {
      // oO was faster.
    }
  }

  private void admin(String sql) throws SQLException {
    try (Connection connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends oO's connections and keeps those that are held. */
  private void endOthers() throws SQLException {
    var pids = new ArrayList<Integer>(List.of(0));
    for (Connection one : held) {
      pids.add(one.unwrap(org.postgresql.PGConnection.class).getBackendPID());
    }
    String ours = pids.toString().replaceAll("[\\[\\]]", "");
    admin(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s' and pid not in (%s)"
            .formatted(database, ours));
  }
}
