package oo.bench;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.bench.Samples.Measure;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.signals.ConnectionId;
import oo.signals.hints.FetchHint;
import oo.tests.journey.HttpPerson;
import tools.jackson.databind.JsonNode;

/**
 * Reading 10,000 tasks for the first time, and reading when nothing has changed, as {@code
 * fetch_signals} logs its time. The stand-in's own time is part of it.
 */
final class Reads implements Benchmark {
  private static final int TASKS = 10_000;
  private static final int UNCHANGED_READS = 10;

  @Override
  public int rounds() {
    return 5;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    var server = new ServerProcess(revision);
    return new Subject() {
      private int accounts;

      @Override
      public void measure(Samples samples) throws Exception {
        String account = "read-" + accounts++ + "@example.com";
        server.backends.control.todoist().accountWithTasks(account, TASKS);
        Optional<JsonNode> before = server.lastLine("fetch_signals");
        HttpPerson person = server.person().signIn(account).connect(account);
        samples.add(new Measure("the first read of 10,000 tasks", "ms"), awaitRead(server, before));
        var times = new java.util.ArrayList<Double>();
        for (int i = 0; i < UNCHANGED_READS; i++) {
          before = server.lastLine("fetch_signals");
          hint(server, person);
          times.add(awaitRead(server, before));
        }
        samples.add(new Measure("a read when nothing has changed", "ms"), Samples.median(times));
      }

      @Override
      public void close() throws Exception {
        server.close();
      }
    };
  }

  private static double awaitRead(ServerProcess server, Optional<JsonNode> before)
      throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < end) {
      Optional<JsonNode> line = server.lastLine("fetch_signals");
      if (!line.equals(before)) {
        return line.orElseThrow().path("ms").asDouble();
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("fetch_signals did not run within a minute");
  }

  /** Makes the connection due, and puts a hint of it into the queue. */
  private static void hint(ServerProcess server, HttpPerson person) {
    var user = new UserId(UUID.fromString(person.get("/api/me").json().path("user_id").asString()));
    var connection = new ConnectionId(UUID.fromString(person.connection().path("id").asString()));
    server.sql("update connection set due_at = oo_now() - interval '1 second'");
    server.environment.database.run(tx ->
        tx.sql(
                """
                insert into oo_runtime.message (message_id, queue, body, visible_at)
                values (?, 'FetchQueue', ?, oo_now())
                """)
            .params(
                Uuid7.next(),
                Message.bodyOf(new FetchHint(List.of(new FetchHint.Due(user, connection)))))
            .update());
  }
}
