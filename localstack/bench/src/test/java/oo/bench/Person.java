package oo.bench;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.http.Request;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;

/** Somebody who is signed in and has that many open tasks. */
final class Person {
  private static final int AT_ONCE = 10_000;

  final HttpPerson http;
  final UserId user;
  private final Oo oo;

  Person(Oo oo, int tasks) {
    this.oo = oo;
    http = new HttpPerson(oo).signIn("bench-" + tasks + "@example.com");
    user = new UserId(UUID.fromString(http.get("/api/me").json().path("user_id").asString()));
    var database = new Database(oo.database.dataSource());
    ConnectionRef ref =
        database.transaction(
            tx ->
                new ConnectionLifecycle()
                    .connect(tx, user, "todoist", "bench", null, Trace.begin()));
    var bus = new Bus(List.of(new CandidatePool()));
    for (int from = 0; from < tasks; from += AT_ONCE) {
      int first = from;
      int last = Math.min(tasks, from + AT_ONCE);
      database.run(
          tx -> {
            for (int i = first; i < last; i++) {
              bus.in(tx).accept(opened(ref, i));
            }
          });
    }
    database.run(
        tx ->
            tx.sql(
                    "update connection set read_at = oo_now(), due_at = oo_now() + interval '6 hours' where user_id = ?")
                .param(user.value())
                .update());
  }

  private static NormalizedEvent opened(ConnectionRef ref, int number) {
    var at = java.time.Instant.EPOCH;
    return NormalizedEvent.of(
        ref,
        "task-" + number,
        NormalizedEvent.Kind.OPENED,
        "1",
        at,
        at,
        new Task(
            "Task number " + number,
            null,
            "Todoist",
            "https://app.todoist.com/app/task/" + number,
            "Inbox",
            List.of(),
            4,
            null,
            null,
            false,
            null,
            Task.NO_OCCURRENCE,
            true));
  }

  /** As the page asks, without a network. */
  Request asks() {
    String cookies =
        http.cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    return new Request(
        "POST",
        "/api/recommend",
        Map.of(),
        Map.of(),
        Map.of(
            "Cookie", List.of(cookies),
            "X-OO", List.of("1"),
            "Origin", List.of(oo.server.baseUrl()),
            "Content-Type", List.of("application/json")),
        "{\"context\":{\"zone\":\"Europe/Berlin\"}}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** So that the next asking decides anew. */
  void forget(Database database) {
    database.run(
        tx ->
            tx.sql(
                    "update decision set state = 'expired', ended_at = oo_now() where user_id = ? and state = 'open'")
                .param(user.value())
                .update());
  }
}
