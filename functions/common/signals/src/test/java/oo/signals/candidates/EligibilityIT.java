package oo.signals.candidates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import oo.signals.Bus;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.Due;
import oo.signals.EventId;
import oo.signals.Feedback;
import oo.signals.NormalizedEvent;
import oo.signals.NormalizedEvent.Kind;
import oo.signals.Task;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.user.UserStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the set is what may be done now, whatever happened in whichever order. */
final class EligibilityIT {
  private static final Instant AT = Instant.parse("2026-05-01T08:00:00Z");
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("Pacific/Kiritimati"),
          ZoneId.of("Pacific/Apia"),
          ZoneId.of("Europe/Berlin"),
          ZoneOffset.UTC,
          ZoneId.of("America/New_York"),
          ZoneId.of("Etc/GMT+12"));

  private final TestDatabase testDatabase = TestDatabase.create();
  private final Database database = new Database(testDatabase.dataSource());
  private final CandidatePool candidates = new CandidatePool();
  private final UserStore users = new UserStore();
  private final Bus bus = new Bus(List.of(candidates));
  private final UserId user =
      database.transaction(tx -> new UserStore().add(tx, null, false, null));
  private final ConnectionRef ref =
      database.transaction(
          tx -> new ConnectionLifecycle().connect(tx, user, "todoist", "1", "me", Trace.begin()));

  @AfterEach
  void close() {
    testDatabase.close();
  }

  @ParameterizedTest
  @CsvSource({
    // zone, due, the moment from which it may be done
    "UTC, 2026-05-03, 2026-05-03T00:00:00Z",
    "Europe/Berlin, 2026-05-03, 2026-05-02T22:00:00Z",
    "Europe/Berlin, 2026-05-03T23:00:00, 2026-05-02T22:00:00Z",
    "Europe/Berlin, 2026-05-03T22:30:00Z, 2026-05-03T22:00:00Z",
    "Pacific/Kiritimati, 2026-05-03, 2026-05-02T10:00:00Z",
    "Etc/GMT+12, 2026-05-03, 2026-05-03T12:00:00Z",
    // 23 and 25 hours long, a midnight that is left out, and a day that never was
    "Europe/Berlin, 2026-10-26, 2026-10-25T23:00:00Z",
    "Europe/Berlin, 2027-03-29, 2027-03-28T22:00:00Z",
    "America/Santiago, 2026-09-06, 2026-09-06T04:00:00Z",
    "Pacific/Apia, 2026-05-03, 2026-05-02T11:00:00Z"
  })
  void aRecurringTaskMayBeDoneFromTheStartOfItsDay(ZoneId zone, String due, Instant from) {
    moveTo(zone);
    testDatabase.setNow(AT);

    emit(open("r", recurring(due)));

    assertThat(candidates()).isEmpty();
    assertThat(firstReturn()).isEqualTo(new CandidatePool.Return(from, false));
    for (Duration before :
        List.of(Duration.ofHours(30), Duration.ofHours(5), Duration.ofMillis(1))) {
      at(from.minus(before));
      assertThat(candidates()).as("%s before", before).isEmpty();
      assertThat(firstReturn().at()).isEqualTo(from);
    }
    at(from);
    assertThat(candidates()).containsExactly("r");
    at(from.plus(Duration.ofDays(400)));
    assertThat(candidates()).containsExactly("r");
  }

  @Test
  void onlyARecurringTaskWaitsForItsDueDayAndAnyTaskForItsStart() {
    testDatabase.setNow(AT);
    var may = LocalDate.of(2026, 5, 9);

    emit(
        open("later", task(null, true, false, new Due.OnDate(may), null)),
        open("today", recurring("2026-05-01T23:00:00")),
        open("overdue", recurring("2026-01-01")),
        open("undated", task(null, true, true, null, null)),
        open("starts", task(null, true, false, null, may)),
        open("far", task(null, true, false, null, LocalDate.MAX)),
        open("started", task(null, true, false, null, LocalDate.MIN)),
        open("both", task(null, true, true, new Due.OnDate(may.minusDays(3)), may)));

    assertThat(candidates())
        .containsExactlyInAnyOrder("later", "today", "overdue", "undated", "started");
    at(Instant.parse("2026-05-09T00:00:00Z"));
    assertThat(candidates()).hasSize(7).contains("starts", "both").doesNotContain("far");
  }

  @Test
  void aTaskWithOpenSubtasksIsNoCandidateWhateverHappensToThem() {
    emit(open("p", plain(null)), open("q", plain(null)));
    assertThat(candidates()).containsExactlyInAnyOrder("p", "q");

    emit(open("c", plain("p")));
    assertThat(candidates()).as("added").containsExactlyInAnyOrder("c", "q");
    emit(open("c", plain("q")));
    assertThat(candidates()).as("moved").containsExactlyInAnyOrder("c", "p");
    emit(over("c", Kind.CLOSED));
    assertThat(candidates()).as("closed").containsExactlyInAnyOrder("p", "q");
    emit(open("c", plain("q")));
    assertThat(candidates()).as("reopened").containsExactlyInAnyOrder("c", "p");
    emit(over("c", Kind.DELETED));
    assertThat(candidates()).as("deleted").containsExactlyInAnyOrder("p", "q");
    emit(open("c", task("p", false, false, null, null)));
    assertThat(candidates()).as("a colleague's").containsExactlyInAnyOrder("q");
    database.run(tx -> candidates.gone(tx, ref, Set.of("p", "q"), AT).forEach(bus.in(tx)));
    assertThat(candidates()).as("not named").containsExactlyInAnyOrder("p", "q");
    emit(open("p", plain("p")));
    assertThat(candidates()).as("a part of itself").containsExactlyInAnyOrder("p", "q");
    emit(open("d", plain("unknown")), open("e", plain("d")), open("f", plain("e")));
    assertThat(candidates()).as("a chain").containsExactlyInAnyOrder("p", "q", "f");
    emit(over("f", Kind.CLOSED), over("e", Kind.CLOSED));
    assertThat(candidates()).as("from its end").containsExactlyInAnyOrder("p", "q", "d");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theSetIsWhatMayBeDoneAfterAnyHistory(long seed) {
    var random = new Random(seed);
    var model = new HashMap<String, Known>();
    ZoneId zone = ZoneOffset.UTC;
    Instant now = AT;
    testDatabase.setNow(now);
    for (int step = 0; step < 120; step++) {
      switch (random.nextInt(8)) {
        case 0 -> now = now.plus(Duration.ofMinutes(random.nextInt(1, 60 * 20)));
        case 1 -> {
          zone = random.nextInt(3) > 0 ? zone : ZONES.get(random.nextInt(ZONES.size()));
          moveTo(zone);
        }
        case 2 -> {
          String subject = "t" + random.nextInt(12);
          Instant until = now.plus(Duration.ofMinutes(random.nextInt(1, 60 * 30)));
          if (model.containsKey(subject)) {
            notNow(subject, until);
            model.computeIfPresent(subject, (s, known) -> new Known(known.task(), until));
          }
        }
        default -> {
          var events = new ArrayList<NormalizedEvent>();
          for (int number : random.ints(0, 12).distinct().limit(random.nextInt(1, 5)).toArray()) {
            String subject = "t" + number;
            if (random.nextInt(4) == 0) {
              events.add(over(subject, random.nextBoolean() ? Kind.CLOSED : Kind.DELETED));
              model.remove(subject);
            } else {
              Task task = anyTask(random, now);
              events.add(open(subject, task));
              Known before = model.get(subject);
              model.put(subject, new Known(task, before == null ? null : before.aside()));
            }
          }
          emit(events.toArray(NormalizedEvent[]::new));
        }
      }
      at(now);
      assertThat(candidates())
          .as("seed %d, step %d, %s, %s", seed, step, now, zone)
          .isEqualTo(eligible(model, now, zone));
    }
  }

  @Test
  void aZoneThatFlapsCostsLittleAndLosesNothing() {
    testDatabase.setNow(AT);
    moveTo(ZoneOffset.UTC);
    var events = new ArrayList<NormalizedEvent>();
    for (int day = 1; day <= 300; day++) {
      events.add(open("d" + day, recurring(LocalDate.of(2026, 5, 1).plusDays(day).toString())));
    }
    emit(events.toArray(NormalizedEvent[]::new));
    for (int i = 0; i < 20; i++) {
      moveTo(ZONES.get(i % 2 == 0 ? 0 : 5));
      int moved =
          database.statement(db ->
              db.sql("select count(*) from task where returns_at <= oo_now()")
                  .query(Integer.class)
                  .single());
      assertThat(moved).isLessThanOrEqualTo(3);
      at(AT);
    }
    moveTo(ZoneId.of("Europe/Berlin"));
    at(Instant.parse("2026-05-02T21:59:59Z"));
    assertThat(candidates()).contains("d1").doesNotContain("d3");
    at(Instant.parse("2026-05-03T22:00:00Z"));
    assertThat(candidates()).contains("d3");
  }

  private record Known(Task task, @Nullable Instant aside) {}

  private static Set<String> eligible(Map<String, Known> model, Instant now, ZoneId zone) {
    var parents =
        model.entrySet().stream()
            .filter(known -> !known.getKey().equals(known.getValue().task().parent()))
            .map(known -> known.getValue().task().parent())
            .collect(Collectors.toSet());
    return model.entrySet().stream()
        .filter(known -> {
          Task task = known.getValue().task();
          Instant aside = known.getValue().aside();
          LocalDate today = now.atZone(zone).toLocalDate();
          boolean waits =
              task.start() != null && today.isBefore(task.start())
                  || task.recurring() && task.due() != null && today.isBefore(task.due().day(zone));
          return task.completable()
              && !waits
              && (aside == null || !now.isBefore(aside))
              && !parents.contains(known.getKey());
        })
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Task anyTask(Random random, Instant now) {
    LocalDate day = now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(random.nextInt(-2, 5));
    Due due =
        switch (random.nextInt(4)) {
          case 0 -> null;
          case 1 -> new Due.OnDate(day);
          case 2 -> new Due.Floating(day.atTime(random.nextInt(24), 30));
          default ->
              new Due.At(
                  day.atTime(random.nextInt(24), 30).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
        };
    return task(
        random.nextInt(3) == 0 ? "t" + random.nextInt(12) : null,
        random.nextInt(8) > 0,
        random.nextBoolean(),
        due,
        random.nextInt(4) == 0 ? day : null);
  }

  private void moveTo(ZoneId zone) {
    database.run(tx -> {
      users.moveTo(tx, user, zone);
      candidates.zoneMoved(tx, user);
    });
  }

  private void at(Instant now) {
    testDatabase.setNow(now);
    database.run(tx -> candidates.returnPutAside(tx, user, 1000));
  }

  private CandidatePool.Return firstReturn() {
    return database.transaction(tx -> candidates.firstReturn(tx, user).orElseThrow());
  }

  private Set<String> candidates() {
    return database.transaction(tx -> {
      CandidateSet set = candidates.sets(tx, user).getFirst();
      var subjects = new TreeSet<String>();
      for (int slot = 0; slot < set.size(); slot++) {
        subjects.add(candidates.at(tx, set, slot).orElseThrow().subject());
      }
      assertThat(subjects).hasSize(set.size());
      return subjects;
    });
  }

  private void notNow(String subject, Instant until) {
    var id = new EventId(Uuid7.next());
    var decision = new DecisionId(Uuid7.next());
    var event =
        new Feedback(
            1,
            id,
            user,
            decision,
            ref.connection(),
            subject,
            Feedback.Kind.NOT_NOW,
            null,
            until,
            true,
            AT,
            null);
    database.run(tx -> bus.in(tx).accept(event));
  }

  private void emit(NormalizedEvent... events) {
    database.run(tx -> List.of(events).forEach(bus.in(tx)));
  }

  private NormalizedEvent open(String subject, Task task) {
    return NormalizedEvent.of(ref, subject, Kind.CHANGED, Uuid7.next().toString(), AT, AT, task);
  }

  private NormalizedEvent over(String subject, Kind kind) {
    return NormalizedEvent.of(ref, subject, kind, Uuid7.next().toString(), AT, AT, null);
  }

  private static Task recurring(String due) {
    return task(null, true, true, Due.parse(due, ZoneOffset.UTC), null);
  }

  private static Task plain(@Nullable String parent) {
    return task(parent, true, false, null, null);
  }

  private static Task task(
      @Nullable String parent,
      boolean completable,
      boolean recurring,
      @Nullable Due due,
      @Nullable LocalDate start) {
    return Task.titled("T", "Todoist")
        .due(due)
        .recurring(recurring)
        .completable(completable)
        .parent(parent)
        .start(start)
        .build();
  }
}
