package oo.fetchsignals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.fetchsignals.FetchApp.Person;
import oo.host.base.Trace;
import oo.signals.CandidateSet;
import oo.signals.candidates.CandidatePool;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading, and its faults. */
final class FetchingIT {
  private static final String SYNC = "/api/v1/sync";

  private FetchApp app;

  @BeforeEach
  void start() {
    app = new FetchApp();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void theFirstReadBringsEveryTaskAndLaterOnesWhatChanged() {
    Person robin = app.person();
    String one = app.todoist().add(robin.account(), "One").id();
    app.todoist().add(robin.account(), "Two");
    app.todoist().add(robin.account(), "* Heading");

    assertThat(app.fetch(robin)).isTrue();
    assertThat(app.openTasks(robin)).containsExactly("* Heading", "One", "Two");
    assertThat(app.slots(robin)).isEqualTo(2);
    assertThat(app.of(robin, "open_tasks", Integer.class)).isEqualTo(3);
    assertThat(app.of(robin, "read_at", java.time.OffsetDateTime.class)).isNotNull();

    app.todoist().rename(one, "One, renamed");
    app.todoist().add(robin.account(), "Three");
    app.fetchNow(robin);
    assertThat(app.openTasks(robin)).containsExactly("* Heading", "One, renamed", "Three", "Two");

    app.todoist().close(one);
    app.fetchNow(robin);
    assertThat(app.openTasks(robin)).containsExactly("* Heading", "Three", "Two");
    assertThat(app.slots(robin)).isEqualTo(2);
  }

  @Test
  void aFullReadDeletesWhatItDoesNotName() {
    Person robin = app.person();
    String gone = app.todoist().add(robin.account(), "Gone").id();
    app.todoist().add(robin.account(), "Stays");
    app.fetch(robin);
    app.todoist().delete(gone);
    app.todoist().forgetSyncTokens(robin.account());

    app.fetchNow(robin);

    assertThat(app.openTasks(robin)).containsExactly("Stays");
    assertThat(app.slots(robin)).isEqualTo(1);
  }

  @Test
  void theSameMessageAgainCallsNoProvider() {
    Person robin = app.person();
    app.fetch(robin);
    app.todoist().clearJournal();

    assertThat(app.fetch(robin)).isTrue();
    assertThat(app.fetch(robin, robin)).isTrue();

    assertThat(app.todoist().journal()).isEmpty();
  }

  @Test
  void aPersonWhoIsHereIsReadForEveryFiveMinutesAndElseEverySixHours() {
    Person robin = app.person();
    app.fetch(robin);
    assertThat(app.dueIn(robin)).isBetween(290L, 340L);

    app.run("update app_user set seen_at = oo_now() - interval '31 minutes'");
    app.fetchNow(robin);
    assertThat(app.dueIn(robin)).isBetween(5 * 3600L, 7 * 3600L);
  }

  @Test
  void aRequestDuringAReadIsReadAgain() throws Exception {
    Person robin = app.person();
    app.todoist().fault(InjectedFault.of(FaultKind.SLOW).millis(800).onPath(SYNC).times(1));
    Thread reading = Thread.startVirtualThread(() -> app.fetch(robin));
    waitForCallUnderWay();
    app.sent.clear();

    assertThat(app.request(robin).status()).isEqualTo(202);
    assertThat(app.sent).hasSize(1);
    assertThat(app.fetch(robin)).isTrue();
    assertThat(app.sent.getLast().delay()).isPositive();
    reading.join();

    assertThat(app.dueIn(robin)).isLessThanOrEqualTo(10);
    assertThat(app.calls(SYNC)).isEqualTo(1);
  }

  @Test
  void aWishToWaitIsHonouredAlsoAgainstThePersonsWish() {
    Person robin = app.person();
    app.todoist().fault(InjectedFault.of(FaultKind.TOO_MANY_REQUESTS).retryAfter(900).onPath(SYNC));

    assertThat(app.fetch(robin)).as("a later retry is no failed receive").isTrue();
    assertThat(app.of(robin, "last_error", String.class)).isEqualTo("Todoist asks to wait.");
    assertThat(app.dueIn(robin)).isBetween(895L, 1_000L);
    app.sent.clear();
    app.request(robin);
    assertThat(app.sent).isEmpty();
    assertThat(app.dueIn(robin)).isBetween(880L, 1_000L);

    app.todoist().clearFaults();
    app.advance(Duration.ofMinutes(17));
    app.fetch(robin);
    assertThat(app.of(robin, "last_error", String.class)).isNull();
    assertThat(app.of(robin, "attempts", Integer.class)).isZero();
  }

  @Test
  void whoAsksWithoutEndIsAnsweredEachTimeAndReadsABoundedNumberOfTimes() {
    Person robin = app.person();
    for (int i = 0; i < 100; i++) {
      app.advance(Duration.ofSeconds(6));
      assertThat(app.request(robin).status()).isEqualTo(202);
      assertThat(app.fetch(robin)).isTrue();
    }

    // 20 at once, and one more every 15 s.
    assertThat(app.calls(SYNC)).isBetween(40L, 62L);
    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
  }

  @Test
  void aProviderThatFailsIsAskedLessAndLess() {
    Person robin = app.person();
    app.todoist().fault(InjectedFault.of(FaultKind.SERVER_ERROR).onPath(SYNC));
    long longest = 0;
    for (int i = 0; i < 12; i++) {
      assertThat(app.fetchNow(robin)).isTrue();
      // A random part of what doubles, so that not all ask again at once.
      assertThat(app.dueIn(robin)).isBetween(0L, Math.min(6 * 3600L, 60L << i));
      longest = Math.max(longest, app.dueIn(robin));
    }
    assertThat(longest).isGreaterThan(300);
    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
    assertThat(app.of(robin, "attempts", Integer.class)).isEqualTo(12);
    assertThat(app.health().status()).isEqualTo(503);

    app.todoist().clearFaults();
    app.fetchNow(robin);
    assertThat(app.health().status()).isEqualTo(200);
  }

  @Test
  void everyKindOfFaultIsInTheRowInWords() {
    Person robin = app.person();
    for (FaultKind kind :
        new FaultKind[] {
          FaultKind.UNAVAILABLE,
          FaultKind.MALFORMED_JSON,
          FaultKind.CONNECTION_RESET,
          FaultKind.ANSWER_LOST
        }) {
      app.todoist().clearFaults();
      app.todoist().fault(InjectedFault.of(kind).onPath(SYNC));
      assertThat(app.fetchNow(robin)).as("%s", kind).isTrue();
      assertThat(app.of(robin, "last_error", String.class))
          .as("%s", kind)
          .startsWith("Todoist ")
          .doesNotContain("Exception");
    }
  }

  @Test
  void oneThatFailsHoldsUpNoOther() {
    Person broken = app.person();
    Person robin = app.person();
    app.run("update credential set sealed = '\\x00' where user_id = ?", broken.user().value());
    app.todoist().add(robin.account(), "One");

    assertThat(app.fetch(broken, robin)).isTrue();

    assertThat(app.openTasks(robin)).containsExactly("One");
    assertThat(app.of(broken, "last_error", String.class)).contains("cannot open");
    assertThat(app.of(broken, "state", String.class)).isEqualTo("live");
  }

  @Test
  void aRevokedGrantAsksForThePersonAndIsReadNoMore() {
    Person robin = app.person();
    app.fetch(robin);
    app.todoist().revokeTokens(robin.account());

    assertThat(app.fetchNow(robin)).isTrue();

    assertThat(app.of(robin, "state", String.class)).isEqualTo("reconnect");
    assertThat(app.of(robin, "last_error", String.class)).contains("Connect it again");
    assertThat(app.one("select count(*) from credential", Long.class)).isEqualTo(1);
    app.todoist().clearJournal();
    app.fetchNow(robin);
    app.request(robin);
    assertThat(app.todoist().journal()).isEmpty();
  }

  @Test
  void aConnectionThatAsksIsTriedOnceAnHourAndComesBackWithoutThePerson() {
    Person robin = app.person();
    app.todoist().add(robin.account(), "One");
    app.fetch(robin);
    app.todoist().fault(InjectedFault.of(FaultKind.UNAUTHORIZED).onPath(SYNC));
    app.fetchNow(robin);
    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
    assertThat(app.of(robin, "last_error", String.class)).contains("oO tries again");
    app.advance(Duration.ofHours(25));
    app.fetchNow(robin);
    assertThat(app.of(robin, "state", String.class)).isEqualTo("reconnect");
    UUID tap = app.tap(robin);
    for (int hour = 0; hour < 3; hour++) {
      assertThat(app.dueIn(robin)).isBetween(3_500L, 3_600L);
      app.sent.clear();
      app.advance(Duration.ofMinutes(61));
      app.host().tick("schedule_fetches");
      assertThat(app.sent).hasSize(1);
      app.fetch(robin);
      assertThat(app.of(robin, "state", String.class)).isEqualTo("reconnect");
      assertThat(app.of(robin, "last_error", String.class)).contains("Connect it again");
    }

    app.todoist().clearFaults();
    app.advance(Duration.ofMinutes(61));
    app.fetch(robin);

    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
    assertThat(app.of(robin, "last_error", String.class)).isNull();
    assertThat(
            app.one(
                "select due_at <= oo_now() from delivery where decision_id = ?",
                Boolean.class,
                tap))
        .isTrue();
    List<CandidateSet> sets =
        app.database.transaction(tx -> new CandidatePool().sets(tx, robin.user()));
    assertThat(sets).hasSize(1);
  }

  @Test
  void aDisconnectDuringAReadKeepsNothing() throws Exception {
    Person robin = app.person();
    app.todoist().add(robin.account(), "One");
    app.todoist().fault(InjectedFault.of(FaultKind.SLOW).millis(800).onPath(SYNC).times(1));
    Thread reading = Thread.startVirtualThread(() -> app.fetch(robin));
    waitForCallUnderWay();

    app.database.run(tx -> app.lifecycle.end(tx, robin.connection(), Trace.begin()));
    reading.join();

    assertThat(app.openTasks(robin)).isEmpty();
    assertThat(app.slots(robin)).isZero();
    assertThat(app.of(robin, "state", String.class)).isEqualTo("ended");
    assertThat(app.of(robin, "lease_until is null", Boolean.class))
        .as("the revocation need not wait")
        .isTrue();
  }

  @Test
  void aLeaseThatRanOutMeanwhileKeepsNothing() throws Exception {
    Person robin = app.person();
    app.todoist().add(robin.account(), "One");
    app.todoist().fault(InjectedFault.of(FaultKind.SLOW).millis(800).onPath(SYNC).times(1));
    Thread reading = Thread.startVirtualThread(() -> app.fetch(robin));
    waitForCallUnderWay();
    app.clock().advance(Duration.ofSeconds(61));
    assertThat(app.fetch(robin)).as("another reader has the lease").isTrue();
    Object cursor = app.of(robin, "cursor", String.class);
    reading.join();

    assertThat(app.openTasks(robin)).containsExactly("One");
    assertThat(app.of(robin, "cursor", String.class)).isEqualTo(cursor);
    assertThat(app.log.toString()).contains("overtaken");
  }

  @Test
  void aRenewalDuringAReadKeepsTheNewGrant() throws Exception {
    String email = "renews@example.com";
    Person robin = app.person(email, app.todoist().emptyAccount(email).id());
    app.todoist().fault(InjectedFault.of(FaultKind.SLOW).millis(800).onPath(SYNC).times(1));
    Thread reading = Thread.startVirtualThread(() -> app.fetch(robin));
    waitForCallUnderWay();
    var granted = app.granted(email);
    app.database.run(tx -> {
      var ref =
          app.lifecycle.connect(
              tx, robin.user(), "todoist", granted.accountId(), email, Trace.begin());
      app.credentials.store(tx, ref, granted.credential(), app.now());
    });
    reading.join();

    assertThat(app.of(robin, "read_at is null", Boolean.class)).isTrue();
    assertThat(app.fetch(robin)).isTrue();
    assertThat(app.of(robin, "read_at is null", Boolean.class)).isFalse();
  }

  @Test
  void aReaderThatDiedIsFollowedWhenItsLeaseEnds() {
    Person robin = app.person();
    app.database.transaction(
        tx -> app.leases.takeToRead(tx, robin.connection(), Duration.ofSeconds(60), true));
    app.todoist().clearJournal();
    app.fetch(robin);
    assertThat(app.todoist().journal()).isEmpty();

    app.advance(Duration.ofSeconds(61));
    app.sent.clear();
    app.host().tick("schedule_fetches");
    assertThat(app.sent).hasSize(1);
    app.fetch(robin);
    assertThat(app.of(robin, "read_at is null", Boolean.class)).isFalse();
  }

  @Test
  void aDatabaseThatIsDownMakesTheQueueDeliverAgain() {
    Person robin = app.person();
    app.clock().stopServer();
    try {
      assertThat(app.fetch(robin)).isFalse();
      assertThat(app.health().status()).isEqualTo(503);
    } finally {
      app.clock().startServer();
    }
    assertThat(app.fetch(robin)).isTrue();
  }

  @Test
  void tenThousandTasksAreReadInSeconds() {
    String email = "many@example.com";
    Person robin = app.person(email, app.todoist().accountWithTasks(email, 10_000).id());
    Person warm = app.person();
    app.fetch(warm);
    app.todoist().clearJournal();

    long begun = System.nanoTime();
    app.fetch(robin);
    Duration all = Duration.ofNanos(System.nanoTime() - begun);
    long theirs = app.todoist().journal().stream().mapToLong(entry -> entry.millis()).sum();

    assertThat(app.of(robin, "open_tasks", Integer.class)).isEqualTo(10_000);
    // A recurring task whose day has not come has no slot.
    assertThat(app.slots(robin)).isBetween(9_000, 9_999);
    // An idle machine takes two; a busy one must not fail.
    assertThat(all.minusMillis(theirs)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aReadingIsOneLine() {
    Person robin = app.person();
    app.fetch(robin);

    assertThat(app.log.getLast()).containsKeys("user", "read").containsEntry("outcome", "ok");
  }

  @Test
  void aRenamedProjectIsSeenOnItsTasks() {
    Person robin = app.person();
    app.todoist().add(robin.account(), Map.of("content", "One"));
    app.fetch(robin);

    assertThat(app.one("select task ->> 'project' from candidate limit 1", String.class))
        .isEqualTo("Inbox");
  }

  /** Waits until the request with the fault is at Todoist. */
  private void waitForCallUnderWay() throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      if (app.todoist().faults().isEmpty()) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("No request took the fault");
  }
}
