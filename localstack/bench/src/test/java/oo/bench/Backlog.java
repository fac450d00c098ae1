package oo.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import oo.bench.Samples.Measure;
import oo.connectors.Credential;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.queue.Message;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.tests.journey.HttpPerson;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;

/**
 * What an outage leaves behind. Todoist hangs while people tap 200 times a second; then it answers
 * again. Taps are written as {@code complete} writes them: a row, and a hint in 15 s. At Todoist
 * all connections are one account, and the tasks are unknown there: a delivery is one call and is
 * over.
 */
final class Backlog implements Benchmark {
  /** Ten minutes; -Doo.bench.hang=SECONDS for another. */
  private static final Duration HANG = Duration.ofSeconds(Integer.getInteger("oo.bench.hang", 600));

  /** Taps all at once before; -Doo.bench.before=N for a shorter outage with as many rows. */
  private static final int BEFORE = Integer.getInteger("oo.bench.before", 0);

  private static final int TAPS_A_SECOND = 200;
  private static final int TICKS_A_SECOND = 5;
  private static final int CONNECTIONS = 4_000;
  private static final int FRESH = 20;
  private static final int PAGES_AT_ONCE = 64;
  private static final Duration MEASURED = Duration.ofSeconds(15);

  @Override
  public int rounds() {
    return 1;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    var server = new ServerProcess(revision);
    server.backends.control.todoist().limits(1_000_000, 1_000_000);
    List<ConnectionRef> people = people(server);
    String cookies = server.cookies(server.environment.user(1_000));
    server.sql("update connection set read_at = oo_now(), due_at = oo_now() + interval '6 hours'");
    server.sql("create table message_count (n bigint not null)");
    server.sql("insert into message_count values (0)");
    server.sql(
        """
        create function count_messages() returns trigger language plpgsql as $$
        begin
          update message_count set n = n + (select count(*) from added where queue = 'DeliverQueue');
          return null;
        end $$
        """);
    server.sql(
        """
        create trigger count_messages after insert on oo_runtime.message
        referencing new table as added for each statement execute function count_messages()
        """);
    return new Subject() {
      private boolean begun;

      @Override
      public void measure(Samples samples) throws Exception {
        // Without the round that does not count: caches matter little here.
        if (begun) {
          Backlog.measure(server, people, cookies, samples);
        }
        begun = true;
      }

      @Override
      public void close() throws Exception {
        server.close();
      }
    };
  }

  /** People who are connected with the token of one account. */
  private static List<ConnectionRef> people(ServerProcess server) {
    server.backends.control.todoist().accountWithTasks("backlog@example.com", 1);
    HttpPerson one = server.person().signIn("backlog@example.com").connect("backlog@example.com");
    var database = server.environment.database;
    var credentials =
        new Credentials(database, SodiumTokenVault.from(new Settings(server.backends.settings())));
    var ref =
        new ConnectionRef(
            new UserId(UUID.fromString(one.get("/api/me").json().path("user_id").asString())),
            new oo.signals.ConnectionId(UUID.fromString(one.connection().path("id").asString())));
    String token = credentials.asStored(ref).orElseThrow().accessToken();
    var people = new ArrayList<ConnectionRef>();
    for (int i = 0; i < CONNECTIONS; i++) {
      people.add(
          database.transaction(tx -> {
            var user = new UserId(Uuid7.next());
            tx.sql(
                    "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
                .param(user.value())
                .update();
            ConnectionRef own =
                new ConnectionLifecycle()
                    .connect(tx, user, "todoist", user.toString(), null, Trace.begin());
            credentials.store(tx, own, new Credential(token, null, null), Instant.now());
            return own;
          }));
    }
    return people;
  }

  private static void measure(
      ServerProcess server, List<ConnectionRef> people, String cookies, Samples samples)
      throws Exception {
    server.backends.control.todoist().fault(InjectedFault.of(FaultKind.HANG).millis(60_000));
    long begun = System.nanoTime();
    int taps = 0;
    while (taps < BEFORE) {
      taps += tap(server, people, taps, Math.min(1_000, BEFORE - taps)).size();
    }
    while (System.nanoTime() - begun < HANG.toNanos()) {
      int due = BEFORE + (int) ((System.nanoTime() - begun) / 1e9 * TAPS_A_SECOND);
      tap(server, people, taps, due - taps);
      taps = due;
      Thread.sleep(1_000 / TICKS_A_SECOND);
    }
    double messages = one(server, "select n from message_count");
    samples.add(new Measure("taps while Todoist hangs", ""), taps);
    samples.add(new Measure("messages a row by then", "", "at most 1.2"), messages / taps);
    samples.add(
        new Measure("messages in the queue then", ""),
        one(server, "select count(*) from oo_runtime.message"));

    server.backends.control.todoist().clearFaults();
    double before = delivered(server);
    long recovered = System.nanoTime();
    List<UUID> fresh = tap(server, people, taps, FRESH);
    samples.add(
        new Measure("rows that wait at the recovery", ""),
        one(server, "select count(*) from delivery where state in ('waiting', 'sending')"));
    while (one(server, open(fresh)) > 0) {
      if (System.nanoTime() - recovered > 600e9) {
        throw new IllegalStateException("Fresh taps are not delivered after ten minutes");
      }
      Thread.sleep(100);
    }
    double took = (System.nanoTime() - recovered) / 1e9;
    samples.add(
        new Measure("a tap after the recovery, the last of 20, to its source", "s", "at most 60 s"),
        took);
    samples.add(
        new Measure("older deliveries meanwhile", "a second"), (delivered(server) - before) / took);
    awaitSweep(server);
    samples.add(
        new Measure("the sweep takes up the backlog after", "s"),
        (System.nanoTime() - recovered) / 1e9);
    samples.add(new Measure("deliveries alone", "a second"), perSecond(server, null, samples));
    samples.add(
        new Measure("deliveries beside saturated pages", "a second"),
        perSecond(server, cookies, samples));
    samples.add(
        new Measure("messages a delivered row at the end", "", "at most 1.2"),
        (one(server, "select n from message_count") - messages)
            / Math.max(1, delivered(server) - before));
  }

  /** Until many older rows are delivered within a second. */
  private static void awaitSweep(ServerProcess server) throws InterruptedException {
    double before;
    do {
      before = delivered(server);
      Thread.sleep(1_000);
    } while (delivered(server) - before < 15);
  }

  private static double perSecond(ServerProcess server, String cookies, Samples samples)
      throws Exception {
    var over = new AtomicBoolean();
    var pages = new AtomicLong();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; cookies != null && i < PAGES_AT_ONCE; i++) {
        threads.submit(() -> {
          while (!over.get()) {
            ServerProcess.HTTP.send(
                server.recommend(cookies), java.net.http.HttpResponse.BodyHandlers.discarding());
            pages.incrementAndGet();
          }
          return null;
        });
      }
      Thread.sleep(2_000);
      long pagesBefore = pages.get();
      double before = delivered(server);
      Thread.sleep(MEASURED);
      double rate = (delivered(server) - before) / MEASURED.toSeconds();
      if (cookies != null) {
        samples.add(
            new Measure("pages meanwhile, 64 clients", "a second"),
            (pages.get() - pagesBefore) / (double) MEASURED.toSeconds());
      }
      over.set(true);
      return rate;
    }
  }

  /** Taps of the next people, of tasks that none tapped before. */
  private static List<UUID> tap(
      ServerProcess server, List<ConnectionRef> people, int from, int count) {
    List<UUID> decisions = IntStream.range(0, count).mapToObj(i -> Uuid7.next()).toList();
    if (count == 0) {
      return decisions;
    }
    List<ConnectionRef> who =
        IntStream.range(from, from + count).mapToObj(i -> people.get(i % people.size())).toList();
    String trace = Trace.traceparent(Trace.begin());
    List<String> hints =
        IntStream.range(0, count)
            .mapToObj(i ->
                Message.bodyOf(
                    new DeliverHint(
                        who.get(i).user(),
                        new DecisionId(decisions.get(i)),
                        DeliverHint.Action.close),
                    trace))
            .toList();
    server.environment.database.run(tx -> {
      var users = tx.uuids(who.stream().map(ref -> ref.user().value()).toList());
      var connections = tx.uuids(who.stream().map(ref -> ref.connection().value()).toList());
      tx.sql(
              """
              with tap as (
                select * from unnest(:users, :connections, :decisions) as t (user_id, connection_id, decision_id)),
              decided as (
                insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed,
                  distribution, client_context, server_context, connection_id, slot, subject, version, occurrence,
                  recurring, shown, state)
                select user_id, decision_id, oo_now(), oo_now() + interval '12 hours', 'random', 0, '', '{}', '{}', '{}',
                  connection_id, 0, decision_id::text, 1, 'none', false, '{"title": "A task"}', 'done' from tap)
              insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
                command_id, state, due_at, hinted_at, traceparent, created_at)
              select user_id, decision_id, 'close', connection_id, decision_id::text, 'none', false,
                decision_id, 'waiting', oo_now() + interval '15 seconds', oo_now(), :trace, oo_now() from tap
              """)
          .param("users", users)
          .param("connections", connections)
          .param("decisions", tx.uuids(decisions))
          .param("trace", trace)
          .update();
      tx.sql(
              """
              insert into oo_runtime.message (message_id, queue, body, visible_at)
              select id, 'DeliverQueue', body, oo_now() + interval '15 seconds' from unnest(?, ?) as m (id, body)
              """)
          .params(tx.uuids(decisions.stream().map(id -> Uuid7.next()).toList()), tx.texts(hints))
          .update();
    });
    return decisions;
  }

  private static String open(List<UUID> decisions) {
    return "select count(*) from delivery where state in ('waiting', 'sending') and decision_id in ('"
        + String.join("', '", decisions.stream().map(UUID::toString).toList())
        + "')";
  }

  private static double delivered(ServerProcess server) {
    return one(server, "select count(*) from delivery where settled_at is not null");
  }

  private static double one(ServerProcess server, String sql) {
    return server.environment.database.statement(db -> db.sql(sql).query(Double.class).single());
  }
}
