package oo.signals.candidates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import oo.postgres.TestDatabase;
import oo.signals.Bus;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.EventId;
import oo.signals.Feedback;
import oo.signals.NormalizedEvent;
import oo.signals.Task;
import oo.signals.connection.ConnectionStore;
import oo.signals.lifecycle.ConnectionLifecycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CandidatePoolIT {
  private static final Instant AT = Instant.parse("2026-05-01T08:00:00Z");

  private final TestDatabase testDatabase = TestDatabase.create();
  private final Database database = new Database(testDatabase.dataSource());
  private final CandidatePool candidates = new CandidatePool();
  private final Bus bus = new Bus(List.of(candidates));
  private final UserId user = new UserId(Uuid7.next());
  private ConnectionRef ref;

  @BeforeEach
  void aConnection() {
    database.run(tx ->
        tx.sql("insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())")
            .param(user.value())
            .update());
    ref =
        database.transaction(
            tx -> new ConnectionLifecycle().connect(tx, user, "todoist", "1", "me", Trace.begin()));
  }

  @AfterEach
  void close() {
    testDatabase.close();
  }

  @Test
  void everyEarlierSetIsRebuiltExactlyWithTheFeaturesOfThen() {
    var random = new Random(4711);
    var open = new TreeMap<String, String>();
    var history = new HashMap<Long, Map<Integer, String>>();
    for (int round = 0; round < 150; round++) {
      var events = new ArrayList<NormalizedEvent>();
      for (int i = random.nextInt(1, 8); i > 0; i--) {
        String subject = "t" + random.nextInt(40);
        if (open.containsKey(subject) && random.nextInt(10) < 6) {
          open.remove(subject);
          events.add(event(subject, NormalizedEvent.Kind.CLOSED, "c" + round + i, null));
        } else {
          String title = subject + " v" + round + "." + i;
          open.put(subject, title);
          events.add(event(subject, NormalizedEvent.Kind.CHANGED, title, task(title)));
        }
      }
      emit(events);
      CandidateSet set = theSet();
      Map<Integer, String> now = contents(set);
      assertThat(new TreeSet<>(now.values())).isEqualTo(new TreeSet<>(open.values()));
      history.putIfAbsent(set.version(), now);
      assertThat(history.get(set.version())).isEqualTo(now);
    }
    history.forEach((version, then) ->
        assertThat(contents(new CandidateSet(ref, version, then.size()))).isEqualTo(then));
    assertThat(history.size()).isGreaterThan(140);
    assertThat(openTasks()).isEqualTo(open.size());
  }

  @Test
  void theSameEventAgainChangesNothing() {
    var events = List.of(event("a", NormalizedEvent.Kind.OPENED, "1", task("A")));
    emit(events);
    CandidateSet before = theSet();

    emit(events);

    assertThat(theSet()).isEqualTo(before);
    assertThat(openTasks()).isEqualTo(1);
  }

  @Test
  void whatIsNotOursOrPutAsideHasNoSlotAndComesBack() {
    emit(
        List.of(
            event("a", NormalizedEvent.Kind.OPENED, "1", task("A")),
            event("b", NormalizedEvent.Kind.OPENED, "1", notOurs("B"))));
    assertThat(contents(theSet()).values()).containsExactly("A");

    Instant until = AT.plus(Duration.ofHours(1));
    testDatabase.setNow(AT);
    feedback(Feedback.Kind.NOT_NOW, "a", until);
    assertThat(theSet().size()).isZero();
    assertThat(firstReturn()).isEqualTo(new CandidatePool.Return(until, true));

    database.run(tx -> candidates.returnPutAside(tx, user, 50));
    assertThat(theSet().size()).isZero();
    testDatabase.setNow(until);
    database.run(tx -> candidates.returnPutAside(tx, user, 50));
    assertThat(contents(theSet()).values()).containsExactly("A");
  }

  @Test
  void aCompleteReadingDeletesWhatItDoesNotName() {
    emit(
        List.of(
            event("a", NormalizedEvent.Kind.OPENED, "1", task("A")),
            event("b", NormalizedEvent.Kind.OPENED, "1", task("B")),
            event("c", NormalizedEvent.Kind.OPENED, "1", task("C"))));

    database.run(tx -> candidates.gone(tx, ref, Set.of("b"), AT).forEach(bus.in(tx)));

    assertThat(contents(theSet()).values()).containsExactly("B");
    assertThat(openTasks()).isEqualTo(1);
  }

  @Test
  void nothingComesBackAfterADisconnect() {
    emit(List.of(event("a", NormalizedEvent.Kind.OPENED, "1", task("A"))));
    database.run(tx -> new ConnectionLifecycle().end(tx, ref, Trace.begin()));

    emit(List.of(event("b", NormalizedEvent.Kind.OPENED, "1", task("B"))));

    List<CandidateSet> sets = database.transaction(tx -> candidates.sets(tx, user));
    assertThat(sets).isEmpty();
    assertThat(openTasks()).isEqualTo(1);
  }

  @Test
  void aRolledBackTransactionEmitsNothing() {
    try {
      database.run(tx -> {
        bus.in(tx).accept(event("a", NormalizedEvent.Kind.OPENED, "1", task("A")));
        throw new IllegalStateException("dies before the commit");
      });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("dies");
    }
    assertThat(theSet().size()).isZero();
  }

  private CandidatePool.Return firstReturn() {
    return database.transaction(tx -> candidates.firstReturn(tx, user).orElseThrow());
  }

  private void feedback(Feedback.Kind kind, String subject, Instant until) {
    database.run(tx ->
        bus.in(tx)
            .accept(
                new Feedback(
                    Feedback.SCHEMA,
                    new EventId(Uuid7.next()),
                    user,
                    new DecisionId(Uuid7.next()),
                    ref.connection(),
                    subject,
                    kind,
                    null,
                    until,
                    true,
                    AT,
                    null)));
  }

  private void emit(List<NormalizedEvent> events) {
    database.run(tx -> {
      var out = bus.in(tx);
      events.forEach(out);
    });
  }

  private CandidateSet theSet() {
    return database.transaction(tx -> candidates.sets(tx, user)).getFirst();
  }

  private Map<Integer, String> contents(CandidateSet set) {
    return database.transaction(tx -> {
      var titles = new TreeMap<Integer, String>();
      for (int slot = 0; slot < set.size(); slot++) {
        titles.put(slot, title(tx, set, slot));
      }
      assertThat(candidates.at(tx, set, set.size())).isEmpty();
      return titles;
    });
  }

  private String title(Transaction tx, CandidateSet set, int slot) {
    return candidates
        .at(tx, set, slot)
        .orElseThrow(() -> new AssertionError("hole at " + slot))
        .task()
        .title();
  }

  private int openTasks() {
    return database.transaction(
        tx -> new ConnectionStore().find(tx, ref).orElseThrow().openTasks());
  }

  private NormalizedEvent event(
      String subject, NormalizedEvent.Kind kind, String version, Task task) {
    return NormalizedEvent.of(ref, subject, kind, version, AT, AT, task);
  }

  private static Task task(String title) {
    return Task.titled(title, "Todoist").priority(4).build();
  }

  private static Task notOurs(String title) {
    return Task.titled(title, "Todoist").priority(4).completable(false).build();
  }
}
