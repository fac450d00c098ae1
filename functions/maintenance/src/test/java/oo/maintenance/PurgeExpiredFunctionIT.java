package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import oo.host.base.Settings;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.maintenance.purge.PurgeExpiredFunction;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.outbox.EventOutbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PurgeExpiredFunctionIT {
  private static final Duration A_DAY = Duration.ofDays(1);

  private final Rows rows = new Rows();
  private final UserId user = rows.user();
  private final ConnectionRef ref = rows.connection(user);
  private final PurgeExpiredFunction purge =
      new PurgeExpiredFunction(
          rows.database, EventOutbox.from(new Settings(Map.of())), 7, Duration.ofMinutes(5));

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void theFunctionSaysWhatItDeleted() {
    rows.run(
        "update session set ended_at = oo_now() - interval '8 days' where session_id = ?",
        rows.session(user));
    try (var started = new Started(rows.test.dataSource())) {
      assertThat(started.tick("purge_expired")).isTrue();
      assertThat(started.log.getLast())
          .containsEntry("outcome", "ok")
          .containsEntry("sessions", 1)
          .doesNotContainKeys("tasks", "unfinished");
    }
  }

  @Test
  void attemptsGoADayAfterTheyExpired() {
    UUID session = rows.session(user);
    for (int i = 0; i < 20; i++) {
      attempts(session, "- interval '25 hours'");
    }
    attempts(session, "- interval '23 hours'");
    attempts(session, "+ interval '5 minutes'");

    purge.run();

    assertThat(rows.count("sign_in_attempt")).isEqualTo(2);
    assertThat(rows.count("oauth_attempt")).isEqualTo(2);
  }

  @Test
  void sessionsGoAWeekAfterTheirEndAndLiveOnesStay() {
    UUID live = rows.session(user);
    UUID ended = rows.session(user);
    UUID endedJustNow = rows.session(user);
    UUID expired = rows.session(user);
    rows.run(
        "update session set ended_at = oo_now() - interval '8 days' where session_id = ?", ended);
    rows.run("update session set ended_at = oo_now() where session_id = ?", endedJustNow);
    rows.run(
        "update session set expires_at = oo_now() - interval '8 days' where session_id = ?",
        expired);

    purge.run();

    assertThat(ids("select session_id from session")).containsExactlyInAnyOrder(live, endedJustNow);
  }

  @Test
  void noticesGoWhenTheyWereSeenAndOthersStayHoweverOldTheyAre() {
    UUID seen = notice("oo_now() - interval '2 days'");
    UUID seenJustNow = notice("oo_now()");
    UUID unseen = notice("null");
    rows.run("update notice set at = oo_now() - interval '300 days'");

    purge.run();

    assertThat(ids("select notice_id from notice"))
        .containsExactlyInAnyOrder(seenJustNow, unseen)
        .doesNotContain(seen);
  }

  @Test
  void theOldestOfTooManyDecisionsGoAndOnesWithADeliveryUnderWayStay() {
    UUID oldest = rows.decision(ref);
    UUID waiting = rows.delivery(ref, "waiting");
    rows.run(
        """
        insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
          client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
        select user_id, ('ffffffff-ffff-7fff-8fff-' || lpad(to_hex(n), 12, '0'))::uuid, made_at, expires_at, policy,
          policy_version, seed, distribution, client_context, server_context, connection_id, slot, subject, version,
          occurrence, recurring, shown, state
        from decision, generate_series(1, 40000) n where decision_id = ?
        """,
        oldest);
    assertThat(rows.count("decision")).isEqualTo(40_002);

    purge.run();

    assertThat(rows.count("decision")).isEqualTo(40_001);
    assertThat(
            ids(
                "select decision_id from decision where decision_id < 'ffffffff-0000-0000-0000-000000000000'"))
        .containsExactly(waiting)
        .doesNotContain(oldest);
  }

  @Test
  void whatIsPaidForIsNotCountedAnyLonger() {
    UUID paid = UUID.randomUUID();
    UUID owed = UUID.randomUUID();
    rows.run("insert into call_rate values (?, oo_now() - interval '1 second', false)", paid);
    rows.run("insert into call_rate values (?, oo_now() + interval '1 hour', true)", owed);

    purge.run();

    assertThat(ids("select key from call_rate")).containsExactly(owed);
  }

  @Test
  void settledDeliveriesGoAMonthLaterAndPendingOnesNever() {
    for (String state : List.of("delivered", "refused", "cancelled", "waiting", "sending")) {
      rows.delivery(ref, state);
    }
    rows.advance(Duration.ofDays(29));
    UUID recent = rows.delivery(ref, "delivered");
    rows.advance(Duration.ofDays(2));

    purge.run();

    assertThat(
            rows.database.<List<String>>statement(
                db -> db.sql("select state from delivery").query(String.class).list()))
        .containsExactlyInAnyOrder("waiting", "sending", "delivered");
    assertThat(ids("select decision_id from delivery where state = 'delivered'"))
        .containsExactly(recent);
  }

  @Test
  void decisionsGoAfter400DaysWithWhatHangsOnThemUnlessATapIsOnItsWay() {
    UUID old = rows.decision(ref);
    feedback(old);
    UUID pending = rows.delivery(ref, "waiting");
    rows.advance(A_DAY.plusHours(1));
    UUID younger = rows.decision(ref);
    feedback(younger);
    rows.advance(Duration.ofDays(399));

    purge.run();

    assertThat(ids("select decision_id from decision")).containsExactlyInAnyOrder(pending, younger);
    assertThat(ids("select decision_id from feedback")).containsExactly(younger);
    assertThat(ids("select decision_id from decision_input"))
        .containsExactlyInAnyOrder(pending, younger);
  }

  @Test
  void whatADecisionChoseFromStaysExactlyAndNothingElseOfThePast() {
    var random = new Random(4711);
    Map<UUID, CandidateSet> decided = new HashMap<>();
    Map<UUID, Map<Integer, String>> saw = new HashMap<>();
    for (int round = 0; round < 60; round++) {
      churn(random, round);
      if (random.nextInt(3) == 0) {
        UUID decision = rows.decision(ref);
        decided.put(decision, rows.set(ref));
        saw.put(decision, contents(rows.set(ref)));
      }
    }
    List<UUID> old = decided.keySet().stream().filter(id -> random.nextBoolean()).toList();
    for (UUID decision : old) {
      rows.run(
          "update decision set made_at = oo_now() - interval '401 days' where decision_id = ?",
          decision);
      decided.remove(decision);
    }
    Map<Integer, String> now = contents(rows.set(ref));

    purge.run();
    assertThat(rows.count("slot where to_v is not null")).isEqualTo(everyPastSlot());
    rows.advance(A_DAY.plusHours(1));
    purge.run();

    assertThat(decided).hasSizeGreaterThan(3);
    decided.forEach((id, set) -> assertThat(contents(set)).isEqualTo(saw.get(id)));
    assertThat(contents(rows.set(ref))).isEqualTo(now);
    assertThat(unneededSlots()).isZero();
    assertThat(unneededVersions()).isZero();
    assertThat(everyPastSlot()).isPositive();

    int slots = rows.count("slot");
    int versions = rows.count("candidate");
    purge.run();
    assertThat(List.of(rows.count("slot"), rows.count("candidate")))
        .isEqualTo(List.of(slots, versions));
  }

  @Test
  void aVersionThatNeverHadASlotGoesAndTheNewestStays() {
    rows.open(ref, "one", "a");
    rows.run("update task set hidden_until = oo_now() + interval '1 year'");
    rows.database.run(tx -> rows.candidates.restore(tx, ref, List.of("a")));
    rows.open(ref, "two", "a");
    rows.open(ref, "three", "a");
    assertThat(rows.count("candidate")).isEqualTo(3);

    rows.advance(A_DAY.plusHours(1));
    purge.run();

    assertThat(rows.count("candidate where version = 3")).isEqualTo(1);
    assertThat(rows.count("candidate")).isEqualTo(1);
  }

  @Test
  void tasksGoAMonthAfterTheyClosedUnlessADecisionOrADeliveryNeedsThem() {
    rows.open(ref, "A", "gone", "needed", "pending", "open");
    rows.decision(ref); // It needs the set in which "needed" was.
    rows.close(ref, "gone", "pending");
    rows.run(
        "update decision_input set set_version = set_version + 1, set_size = 2"); // after those two
    rows.close(ref, "needed");
    rows.run(
        "update delivery set subject = 'pending' where decision_id = ?",
        rows.delivery(ref, "waiting"));
    rows.run("delete from decision_input where set_version > 2");

    rows.advance(Duration.ofDays(29));
    purge.run();
    assertThat(subjects("task")).containsExactly("gone", "needed", "open", "pending");

    rows.advance(Duration.ofDays(2));
    purge.run();
    assertThat(subjects("task")).containsExactly("needed", "open", "pending");
    assertThat(subjects("candidate")).containsExactly("needed", "open", "pending");

    rows.open(ref, "A again", "gone");
    assertThat(contents(rows.set(ref)).values()).containsExactlyInAnyOrder("A", "A again");
  }

  @Test
  void aConnectionThatSomebodyChangesIsLeftForTheNextRun() throws Exception {
    rows.open(ref, "A", "a", "b");
    rows.close(ref, "a");
    rows.advance(Duration.ofDays(31));
    rows.database.run(tx -> {
      rows.candidates.restore(tx, ref, List.of("b"));
      try (var threads = Executors.newSingleThreadExecutor()) {
        threads.submit(purge::run).get(20, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    assertThat(subjects("task")).containsExactly("a", "b");

    purge.run();
    assertThat(subjects("task")).containsExactly("b");
  }

  @Test
  void anEndedConnectionGoesWhenItsRevocationWasGivenUpAndALiveOneNever() {
    rows.open(ref, "A", IntStream.range(0, 30).mapToObj(i -> "t" + i).toArray(String[]::new));
    ConnectionRef other = rows.connection(user);
    rows.open(other, "B", "b");
    rows.decision(ref);
    UUID delivery = rows.delivery(ref, "waiting");
    rows.database.run(tx -> rows.lifecycle.end(tx, ref, Trace.begin()));

    rows.advance(Duration.ofHours(24));
    purge.run();
    assertThat(rows.count("connection")).isEqualTo(2);
    assertThat(ids("select decision_id from delivery")).containsExactly(delivery);

    rows.advance(Duration.ofHours(2));
    purge.run();
    assertThat(ids("select connection_id from connection"))
        .containsExactly(other.connection().value());
    assertThat(rows.count("decision")).isZero();
    assertThat(rows.count("revocation")).isZero();
    assertThat(subjects("task")).containsExactly("b");
    assertThat(contents(rows.set(other)).values()).containsExactly("B");
  }

  @Test
  void aDeletedUserGoesWithTheLastConnection() {
    rows.session(user);
    UserId connected = rows.user();
    rows.connection(connected);
    UserId alone = rows.user();
    rows.session(alone);
    UserId present = rows.user();
    for (UserId deleted : List.of(connected, alone)) {
      rows.run("update app_user set deleted_at = oo_now() where user_id = ?", deleted.value());
    }

    purge.run();

    assertThat(ids("select user_id from app_user"))
        .containsExactlyInAnyOrder(user.value(), connected.value(), present.value());
    assertThat(ids("select user_id from session")).containsExactly(user.value());
    rows.run("delete from connection where user_id = ?", connected.value());
    purge.run();
    assertThat(ids("select user_id from app_user"))
        .containsExactlyInAnyOrder(user.value(), present.value());
  }

  @Test
  void fourAtOnceDoWhatOneDoes() throws Exception {
    UUID session = rows.session(user);
    for (int i = 0; i < 40; i++) {
      attempts(session, "- interval '2 days'");
    }
    for (int round = 0; round < 15; round++) {
      rows.open(ref, "A" + round, "a", "b", "c");
    }
    rows.close(ref, "a", "b");
    rows.advance(Duration.ofDays(31));

    try (var threads = Executors.newFixedThreadPool(4)) {
      Callable<Boolean> run =
          () -> {
            purge.run();
            return true;
          };
      assertThat(threads.invokeAll(List.of(run, run, run, run)).stream().map(Future::resultNow))
          .hasSize(4);
    }

    purge.run();
    assertThat(rows.count("sign_in_attempt")).isZero();
    assertThat(subjects("task")).containsExactly("c");
    assertThat(rows.count("candidate")).isEqualTo(1);
    assertThat(rows.count("slot")).isEqualTo(1);
  }

  @Test
  void aRunWhoseTimeIsOverStopsAndTheNextGoesOn() {
    UUID session = rows.session(user);
    attempts(session, "- interval '2 days'");

    new PurgeExpiredFunction(
            rows.database, EventOutbox.from(new Settings(Map.of())), 7, Duration.ZERO)
        .run();
    assertThat(rows.count("sign_in_attempt")).isEqualTo(1);

    purge.run();
    assertThat(rows.count("sign_in_attempt")).isZero();
  }

  @Test
  void aRuleThatFailsOrHangsKeepsNoOtherFromItsWorkAndIsNamed() throws Exception {
    UUID session = rows.session(user);
    attempts(session, "- interval '2 days'");
    rows.run(
        "update session set ended_at = oo_now() - interval '8 days' where session_id = ?", session);
    rows.session(rows.user());
    notice("oo_now() - interval '2 days'");
    rows.run(
        "create function refuse() returns trigger language plpgsql as 'begin raise ''no''; end'");
    rows.run("create trigger refuse before delete on session execute function refuse()");
    rows.open(ref, "A", "a");
    rows.close(ref, "a");
    rows.advance(Duration.ofDays(31));
    try (var started = new Started(rows.test.dataSource());
        var other = rows.test.dataSource().getConnection()) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("lock table notice");
      }
      var hurried =
          new PurgeExpiredFunction(
              rows.database, EventOutbox.from(new Settings(Map.of())), 7, Duration.ofSeconds(10));
      assertThatThrownBy(hurried::run).satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
      other.rollback();

      assertThat(rows.count("notice")).isEqualTo(1);
      assertThat(rows.count("session where ended_at is not null")).isEqualTo(1);
      assertThat(rows.count("oauth_attempt")).isZero();
      assertThat(rows.count("task")).isZero();

      assertThat(started.tick("purge_expired")).isFalse();
      assertThat(started.log.getLast())
          .containsEntry("failed_rules", "sessions")
          .containsEntry("notices", 1);
      rows.run("drop trigger refuse on session");
      assertThat(started.tick("purge_expired")).isTrue();
      assertThat(rows.count("session where ended_at is not null")).isZero();
    }
  }

  @Test
  void afterAClockThatWasWrongEverythingIsLookedAtAgain() {
    rows.run(
        "insert into purge_place select rule, '2200-01-01' from unnest(array['slots', 'tasks', 'many_decisions']) rule");
    rows.open(ref, "A", "a", "b");
    rows.close(ref, "a", "b");
    rows.run("delete from slot where subject = 'b'");
    rows.advance(Duration.ofDays(31));

    purge.run();

    assertThat(rows.count("task")).isZero();
    assertThat(rows.count("slot")).isZero();
  }

  private void churn(Random random, int round) {
    String subject = "t" + random.nextInt(12);
    if (random.nextInt(3) == 0) {
      rows.close(ref, subject);
    } else {
      rows.open(ref, subject + " v" + round, subject);
    }
  }

  private Map<Integer, String> contents(CandidateSet set) {
    return rows.database.transaction(tx -> {
      var titles = new TreeMap<Integer, String>();
      for (int slot = 0; slot < set.size(); slot++) {
        titles.put(slot, rows.candidates.at(tx, set, slot).orElseThrow().task().title());
      }
      return titles;
    });
  }

  private int everyPastSlot() {
    return rows.count("slot where to_v is not null");
  }

  private int unneededSlots() {
    return rows.count(
        """
        slot s where s.to_v is not null and not exists (
          select 1 from decision_input i where i.connection_id = s.connection_id
            and i.set_version >= s.from_v and i.set_version < s.to_v)
        """);
  }

  private int unneededVersions() {
    return rows.count(
        """
        candidate c
        where not exists (select 1 from slot s where s.subject = c.subject and s.version = c.version)
          and not exists (select 1 from task t where t.subject = c.subject and t.version = c.version)
        """);
  }

  private void attempts(UUID session, String expires) {
    rows.run(
        "insert into sign_in_attempt values (?, '', '', '', '', '', oo_now() " + expires + ")",
        Uuid7.next());
    rows.run(
        "insert into oauth_attempt values (?, ?, ?, 'todoist', null, '', '', '', oo_now() "
            + expires
            + ")",
        user.value(),
        Uuid7.next(),
        session);
  }

  private UUID notice(String seenAt) {
    UUID notice = Uuid7.next();
    rows.run(
        "insert into notice values (?, ?, ?, 'refused', 't', 'd', null, oo_now(), " + seenAt + ")",
        user.value(),
        notice,
        ref.connection().value());
    return notice;
  }

  private void feedback(UUID decision) {
    rows.run(
        "insert into feedback (user_id, event_id, decision_id, kind, at) values (?, ?, ?, 'done', oo_now())",
        user.value(),
        Uuid7.next(),
        decision);
  }

  private List<UUID> ids(String sql) {
    return rows.database.statement(db -> db.sql(sql).query(UUID.class).list());
  }

  private List<String> subjects(String table) {
    return rows.database.statement(db ->
        db.sql("select distinct subject from " + table + " order by subject")
            .query(String.class)
            .list());
  }
}
