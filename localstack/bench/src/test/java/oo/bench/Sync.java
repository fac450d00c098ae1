package oo.bench;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.host.FunctionHost;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.signals.ConnectionId;
import oo.signals.hints.FetchHint;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;

/** Reading 10,000 tasks for the first time, and reading when nothing has changed. */
final class Sync {
  private static final int TASKS = 10_000;
  private static final int FIRSTS = 5;
  private static final int ROUNDS = 100;

  private final Oo oo;
  private final Database database;

  Sync(Oo oo) {
    this.oo = oo;
    this.database = new Database(oo.database.dataSource());
  }

  void measure(Table table) {
    var platform = new CountingPlatform(oo.database.dataSource());
    Wiring fetching =
        java.util.ServiceLoader.load(Wiring.class).stream()
            .map(java.util.ServiceLoader.Provider::get)
            .filter(wiring -> wiring.module().equals("fetch-signals"))
            .findFirst()
            .orElseThrow();
    Settings settings = oo.server.settings().apply("fetch-signals");
    FunctionHost host =
        FunctionHost.start(List.of(fetching), module -> settings, platform, line -> {});

    var firsts = new double[FIRSTS];
    HttpPerson person = null;
    for (int i = 0; i < FIRSTS; i++) {
      String account = "sync-" + i + "@example.com";
      oo.control.todoist().accountWithTasks(account, TASKS);
      int before = oo.log.size();
      person = new HttpPerson(oo).signIn(account).connect(account);
      firsts[i] = fetchLine(before);
    }
    table.row(
        "the first reading of 10,000 tasks, the stand-in's own time included",
        Table.ms(Table.median(firsts)),
        "at most 2,000 ms without the provider's time");

    Message message = hint(person);
    var times = new double[ROUNDS];
    var counts = new double[ROUNDS];
    oo.control.todoist().clearJournal();
    for (int round = 0; round < ROUNDS; round++) {
      due();
      platform.statements.set(0);
      long from = System.nanoTime();
      List<String> failed = host.consume("fetch_signals", List.of(message));
      times[round] = (System.nanoTime() - from) / 1e6;
      counts[round] = platform.statements.get();
      if (!failed.isEmpty()) {
        throw new IllegalStateException("the reading failed");
      }
    }
    int perRead = (int) Math.round(oo.control.todoist().journal().size() / (double) ROUNDS);
    table.row(
        "a reading when nothing has changed",
        Table.ms(Table.median(times))
            + ", "
            + perRead
            + " call, "
            + (int) Table.median(counts)
            + " statements (lease, connection, credential, keep)",
        "one call, one statement that writes what was read");
    host.close();
  }

  /** How long the function said that it took. */
  private double fetchLine(int from) {
    for (int i = from; i < oo.log.size(); i++) {
      Map<String, Object> line = oo.log.get(i);
      if ("fetch_signals".equals(line.get("operation"))) {
        return ((Number) line.get("ms")).doubleValue();
      }
    }
    throw new IllegalStateException("no line of fetch_signals");
  }

  private static Message hint(HttpPerson person) {
    var user = new UserId(UUID.fromString(person.get("/api/me").json().path("user_id").asString()));
    var connection = new ConnectionId(UUID.fromString(person.connection().path("id").asString()));
    return new Message(
        "1", Message.bodyOf(new FetchHint(List.of(new FetchHint.Due(user, connection)))));
  }

  private void due() {
    database.run(
        tx -> tx.sql("update connection set due_at = oo_now() - interval '1 second'").update());
  }
}
