package oo.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import oo.contract.Json;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.postgres.TestDatabase;
import oo.signals.candidates.CandidatePool;
import oo.signals.lifecycle.ConnectionLifecycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second listener, which records what it is given. */
final class BusIT {
  private final TestDatabase test = TestDatabase.create();
  private final Database database = new Database(test.dataSource());
  private final UserId user = new UserId(Uuid7.next());
  private final Bus bus = new Bus(List.of(new CandidatePool(), BusIT::writeDown));
  private ConnectionRef ref;

  @BeforeEach
  void aConnection() {
    database.run(tx -> {
      tx.sql("create table heard (position serial, event text not null)").update();
      tx.sql("insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
          .param(user.value())
          .update();
      ref = new ConnectionLifecycle().connect(tx, user, "todoist", "1", "me", Trace.begin());
    });
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void eachConsumerHasEachCommittedEventOnceAndInOrder() {
    emit(event("a"), event("b"));
    emit(event("c"));
    emit();

    assertThat(heard()).containsExactly("a", "b", "c");
    assertThat(slots()).isEqualTo(3);
  }

  @Test
  void aTransactionThatRolledBackIsNotHeard() {
    assertThatThrownBy(() ->
            database.run(tx -> {
              bus.in(tx).accept(event("a"));
              throw new IllegalStateException("dies before the commit");
            }))
        .hasMessageContaining("dies");
    var failing =
        new Bus(
            List.of(
                BusIT::writeDown,
                (tx, events) -> {
                  throw new IllegalStateException("the last consumer dies");
                }));
    assertThatThrownBy(() -> database.run(tx -> failing.in(tx).accept(event("a"))))
        .hasMessageContaining("last consumer");

    assertThat(heard()).isEmpty();
  }

  @Test
  void aTransactionThatLosesARaceIsHeardOnce() {
    var tries = new AtomicInteger();
    database.run(tx -> {
      bus.in(tx).accept(event("a"));
      if (tries.getAndIncrement() < 2) {
        tx.sql("do $$ begin raise exception 'lost' using errcode = '40001'; end $$").update();
      }
    });

    assertThat(tries).hasValue(3);
    assertThat(heard()).containsExactly("a");
  }

  @Test
  void manyAtOnceAreHeardOnceEach() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var work = new ArrayList<Callable<Boolean>>();
      IntStream.range(0, 40)
          .forEach(i ->
              work.add(() -> {
                emit(event("t" + i), event("u" + i));
                return true;
              }));
      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    }

    assertThat(heard()).hasSize(80).doesNotHaveDuplicates();
    assertThat(slots()).isEqualTo(80);
  }

  @Test
  void twoBusesOfOneTransactionDoNotHearEachOther() {
    var other = new Bus(List.of(BusIT::writeDown));
    database.run(tx -> {
      bus.in(tx).accept(event("a"));
      other.in(tx).accept(event("b"));
      bus.in(tx).accept(event("c"));
    });

    assertThat(heard()).containsExactly("a", "c", "b");
    assertThat(slots()).isEqualTo(2);
  }

  @Test
  void eventsSurviveBeingWritten() {
    NormalizedEvent event = event("a");
    var feedback =
        new Feedback(
            Feedback.SCHEMA,
            new EventId(Uuid7.next()),
            user,
            new DecisionId(Uuid7.next()),
            ref.connection(),
            "a",
            Feedback.Kind.UNDONE,
            new EventId(Uuid7.next()),
            null,
            true,
            Instant.EPOCH,
            Trace.traceparent(Trace.begin()));

    assertThat(again(event, NormalizedEvent.class)).isEqualTo(event);
    assertThat(again(feedback, Feedback.class)).isEqualTo(feedback);
  }

  private static <T> T again(T value, Class<T> type) {
    return Json.mapper().readValue(Json.mapper().writeValueAsString(value), type);
  }

  private static void writeDown(Transaction tx, List<BusEvent> events) {
    for (BusEvent event : events) {
      String subject =
          switch (event) {
            case NormalizedEvent e -> e.subject();
            case Feedback f -> f.subject();
          };
      tx.sql("insert into heard (event) values (?)").param(subject).update();
    }
  }

  private void emit(NormalizedEvent... events) {
    database.run(tx -> List.of(events).forEach(bus.in(tx)));
  }

  private NormalizedEvent event(String subject) {
    return NormalizedEvent.of(
        ref,
        subject,
        NormalizedEvent.Kind.OPENED,
        "1",
        Instant.EPOCH,
        Instant.EPOCH,
        Task.titled("T", "Todoist").priority(4).build());
  }

  private List<String> heard() {
    return database.statement(
        db -> db.sql("select event from heard order by position").query(String.class).list());
  }

  private int slots() {
    return database.statement(
        db -> db.sql("select set_size from connection").query(Integer.class).single());
  }
}
