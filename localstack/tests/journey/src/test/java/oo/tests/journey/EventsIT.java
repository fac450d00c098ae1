package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import oo.contract.Json;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What happens in oO is in a real broker's stream: once, in order, whatever ends meanwhile. */
final class EventsIT {
  private static final int PEOPLE = 6;
  private static final int TASKS = 8;

  @TempDir Path folder = Path.of("");

  /** A user's events in the order in which they were committed, kept by the database itself. */
  private static void recordEvents(Oo oo) {
    oo.execute(
        """
        create table committed (user_id uuid, seq bigint, event_id text, kind text);
        create function keep() returns trigger language plpgsql as $$ begin
          insert into committed values (new.user_id, new.seq, new.event_id, new.kind);
          return null;
        end $$;
        create trigger keep after insert on event_outbox for each row execute function keep();
        """);
  }

  private static Map<String, List<String>> committed(Oo oo) {
    var ids = new TreeMap<String, List<String>>();
    oo.texts("select user_id || ' ' || event_id from committed order by user_id, seq")
        .forEach(row ->
            ids.computeIfAbsent(row.split(" ")[0], user -> new ArrayList<>())
                .add(row.split(" ")[1]));
    return ids;
  }

  @Test
  void aBrokerThatIsKilledInABusyDayLosesDoublesAndDisordersNothing() throws Exception {
    try (var nats = new NatsServer(folder);
        var oo = new Oo(Oo.TREE, Map.of("NATS_URL", nats.url()));
        var threads = Executors.newFixedThreadPool(PEOPLE)) {
      recordEvents(oo);
      var days = new ArrayList<Future<Void>>();
      for (int i = 0; i < PEOPLE; i++) {
        days.add(threads.submit(day(oo, "busy-" + i + "@example.com")));
      }
      for (int kills = 0; kills < 3; kills++) {
        Thread.sleep(1_500);
        nats.kill();
        Thread.sleep(1_500);
        nats.restart();
      }
      end(days, oo);

      Map<String, List<String>> published = nats.idsByUser();
      assertThat(published).isEqualTo(committed(oo)).hasSize(PEOPLE);
      assertThat(oo.texts("select event_id::text from feedback"))
          .isNotEmpty()
          .allSatisfy(tap -> assertThat(published.values()).anyMatch(all -> all.contains(tap)));
      assertThat(oo.texts("select event_id from task"))
          .hasSizeGreaterThanOrEqualTo(PEOPLE * TASKS)
          .allSatisfy(event -> assertThat(published.values()).anyMatch(all -> all.contains(event)));
    }
  }

  private static Callable<Void> day(Oo oo, String email) {
    return () -> {
      TodoistControl.User account = oo.todoist().emptyAccount(email);
      for (int i = 0; i < TASKS; i++) {
        oo.todoist().add(account.id(), "Task " + i);
      }
      HttpPerson person = new HttpPerson(oo).signIn(email).connect(email);
      for (int i = 0; i < 4; i++) {
        var event = UUID.randomUUID();
        String tip = person.tip();
        assertThat(person.complete(tip, event).status()).isEqualTo(200);
        if (i % 2 == 0) {
          person.undo(tip, event);
        }
        assertThat(person.notNow(person.tip()).status()).isEqualTo(200);
        oo.todoist().add(account.id(), "Later " + i);
        person.fetch();
        Thread.sleep(300);
      }
      return null;
    };
  }

  /** Waits until the days are over, every tap is at its source and every event is published. */
  private static void end(List<Future<Void>> days, Oo oo) throws Exception {
    for (Future<Void> day : days) {
      day.get();
    }
    oo.passUndo();
    for (String left : List.of("delivery where state in ('waiting', 'sending')", "event_outbox")) {
      Retry.within(Duration.ofSeconds(90))
          .until(() -> assertThat(oo.count("select count(*) from " + left)).isZero());
    }
  }

  @Test
  void anEventSaysWhatHappenedAndWhoseTraceItIs() throws Exception {
    try (var nats = new NatsServer(folder);
        var oo = new Oo(Oo.TREE, Map.of("NATS_URL", nats.url()))) {
      String email = "one@example.com";
      TodoistControl.User account = oo.todoist().emptyAccount(email);
      oo.todoist().add(account.id(), "Water the plants");
      HttpPerson person = new HttpPerson(oo).signIn(email).connect(email);
      var tap = UUID.randomUUID();
      person.complete(person.tip(), tap);
      Retry.within(Duration.ofSeconds(60)).until(() -> assertThat(nats.events()).hasSize(2));

      NatsServer.Stored read = nats.events().getFirst();
      NatsServer.Stored done = nats.events().getLast();
      assertThat(read.kind()).isEqualTo("task_opened");
      assertThat(Json.mapper().readTree(read.payload()).path("id").asString()).isEqualTo(read.id());
      assertThat(read.payload()).contains("Water the plants");
      assertThat(done.kind()).isEqualTo("tip_done");
      assertThat(done.id()).isEqualTo(tap.toString());
      assertThat(done.headers().getFirst("Oo-Schema")).isEqualTo("1");
      assertThat(done.headers().getFirst("traceparent"))
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");

      assertThat(person.delete("/api/me?drop=true").status()).isEqualTo(202);
      Retry.within(Duration.ofSeconds(60))
          .until(() ->
              assertThat(nats.events())
                  .extracting(NatsServer.Stored::kind)
                  .containsExactly("user_deleted"));
    }
  }

  @Test
  void withoutABrokerNoRowIsWritten() throws Exception {
    try (var oo = new Oo()) {
      recordEvents(oo);
      day(oo, "off@example.com").call();

      assertThat(oo.count("select count(*) from committed")).isZero();
      assertThat(oo.log).noneMatch(line -> line.containsKey("broker"));
    }
  }

  /** It is killed again and again, the broker once; its table is what oO's own rows say. */
  @Test
  void theSampleConsumerHasTheRightTableHoweverOftenItIsKilled() throws Exception {
    Path python = NatsServer.python();
    try (var nats = new NatsServer(folder);
        var oo = new Oo(Oo.TREE, Map.of("NATS_URL", nats.url()));
        var threads = Executors.newFixedThreadPool(3)) {
      var days = new ArrayList<Future<Void>>();
      for (int i = 0; i < 3; i++) {
        days.add(threads.submit(day(oo, "sample-" + i + "@example.com")));
      }
      for (int kills = 0; kills < 6; kills++) {
        Process killed = consumer(python, nats, "features.db").start();
        Thread.sleep(1_000 + 200L * kills);
        killed.destroyForcibly().waitFor();
        if (kills == 3) {
          nats.kill();
          nats.restart();
        }
      }
      end(days, oo);
      Process last = consumer(python, nats, "--until-idle", "features.db").start();
      assertThat(last.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(last.exitValue()).as(Files.readString(folder.resolve("consumer.log"))).isZero();

      Process print =
          consumer(python, nats, "--print", "features.db")
              .redirectOutput(ProcessBuilder.Redirect.PIPE)
              .start();
      JsonNode table = Json.mapper().readTree(print.getInputStream());
      assertThat(
              table
                  .path("tasks")
                  .valueStream()
                  .map(row ->
                      row.path(0).asString()
                          + " "
                          + row.path(1).asString()
                          + " "
                          + (row.path(2).asInt() == 1)))
          .containsExactlyInAnyOrderElementsOf(
              oo.texts("select user_id || ' ' || subject || ' ' || open from task"));
      assertThat(
              table
                  .path("people")
                  .valueStream()
                  .map(row ->
                      row.path(0).asString()
                          + " "
                          + row.path(1).asInt()
                          + " "
                          + row.path(2).asInt()
                          + " "
                          + row.path(3).asInt()))
          .containsExactlyInAnyOrderElementsOf(
              oo.texts(
                  """
                  select user_id || ' ' || count(*) filter (where kind = 'done') || ' ' || count(*) filter (where kind = 'not_now')
                    || ' ' || count(*) filter (where kind = 'undone')
                  from feedback group by user_id
                  """));
    }
  }

  private ProcessBuilder consumer(Path python, NatsServer nats, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                python.toString(),
                Oo.TREE.resolve("docs/samples/consumer-features/consumer.py").toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("consumer.log").toFile()));
    builder.environment().put("NATS_URL", nats.url());
    return builder;
  }
}
