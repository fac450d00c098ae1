package oo.connectcallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.connectcallback.ConnectApp.Person;
import oo.connectors.Connector;
import oo.connectors.Providers;
import oo.contract.Notice;
import oo.host.http.Reply;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Leases;
import oo.signals.decisions.NoticeStore;
import oo.signals.hints.RevokeHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.lifecycle.RevocationStore;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RevokingIT {
  private static ConnectApp app;

  @BeforeAll
  static void start() {
    app = new ConnectApp();
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @AfterEach
  void wellAgain() {
    app.todoist().clearFaults();
    app.todoist().resetClock();
  }

  @Test
  void disconnectingHidesAtOnceRevokesAndPurges() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.sent.clear();

    assertThat(app.disconnect(robin, id.toString()).status()).isEqualTo(202);
    assertThat(app.connections(robin)).isEmpty();
    assertThat(app.sent).hasSize(1);
    assertThat(app.disconnect(robin, id.toString()).status()).isEqualTo(202);
    assertThat(app.sent).hasSize(1);
    assertThat(grants(robin)).isEqualTo(1);

    assertThat(revoke(robin, id)).isTrue();

    assertThat(grants(robin)).isZero();
    assertThat(there(id)).isFalse();
    assertThat(revoke(robin, id)).as("the same message again").isTrue();
    assertThat(app.disconnect(robin, id.toString()).status()).isEqualTo(404);
  }

  @Test
  void aTapThatIsNotAtItsSourceIsSentBeforeTheDisconnection() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    UUID tap = app.tap(robin, id, "Water the plants", "close", "waiting", 0);
    app.sent.clear();

    Reply waits = app.disconnect(robin, id.toString());

    assertThat(waits.status()).isEqualTo(409);
    assertThat(ConnectApp.text(waits)).contains("outbox_not_empty", "Water the plants");
    assertThat(app.log.getLast().toString()).doesNotContain("Water");
    assertThat(app.connections(robin)).extracting("id").containsExactly(id);
    assertThat(
            app.one(
                "select due_at <= oo_now() from delivery where decision_id = ?",
                Boolean.class,
                tap))
        .isTrue();
    assertThat(app.sent).hasSize(1);
    assertThat(app.sent.getFirst().body()).contains(tap.toString());

    app.run(
        "update delivery set state = 'delivered', settled_at = oo_now() where decision_id = ?",
        tap);
    assertThat(app.disconnect(robin, id.toString()).status()).isEqualTo(202);
    assertThat(notices(robin)).isEmpty();
  }

  @Test
  void repeatingTheWishDoesNotHammerASourceThatFails() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.tap(robin, id, "Tried", "close", "waiting", 3);
    app.tap(robin, id, "Unknown", "close", "sending", 1);
    app.tap(robin, id, "New", "close", "waiting", 0);
    app.sent.clear();

    for (int again = 0; again < 3; again++) {
      assertThat(app.disconnect(robin, id.toString()).status()).isEqualTo(409);
    }
    assertThat(app.sent).as("the new one").hasSize(1);
    // Its hint may be lost, and the others are worth a try.
    app.clock().advance(Duration.ofSeconds(11));
    for (int again = 0; again < 3; again++) {
      assertThat(app.disconnect(robin, id.toString()).status()).isEqualTo(409);
    }
    assertThat(app.sent).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "close,waiting,before it was closed",
    "reopen,waiting,before it was reopened",
    "close,sending,while it was being closed",
    "reopen,sending,while it was being reopened"
  })
  void whatIsDroppedIsSaidAndSaidStillAfterThePurge(String action, String state, String words) {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.tap(robin, id, "Water the plants", action, state, 1);

    Reply dropped = app.disconnect(robin, id.toString(), Map.of("drop", List.of("true")));
    assertThat(dropped.status()).isEqualTo(202);
    revoke(robin, id);

    assertThat(there(id)).isFalse();
    assertThat(notices(robin)).hasSize(1);
    Notice notice = notices(robin).getFirst();
    assertThat(notice.kind()).isEqualTo(Notice.Kind.dropped);
    assertThat(notice.title()).isEqualTo("Water the plants");
    assertThat(notice.detail()).contains(words);
    assertThat(notice.deepLink()).isEqualTo("https://todoist.example/1");
  }

  private static List<Notice> notices(Person who) {
    return app.database.transaction(tx -> new NoticeStore().unseen(tx, who.user()));
  }

  @Test
  void aGrantWhoseAccessTokenIsOldIsRevokedWithoutARefresh() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.disconnect(robin, id.toString());
    app.todoist().advance(Duration.ofHours(3));
    app.todoist().clearJournal();

    revoke(robin, id);

    assertThat(grants(robin)).isZero();
    assertThat(app.todoist().journal())
        .noneMatch(entry -> entry.path().equals("/oauth/access_token"));
  }

  @Test
  void connectingAgainMakesANewConnectionThatALateRevocationLeavesAlone() {
    Person robin = app.person();
    UUID old = app.connect(robin, robin.email());
    app.disconnect(robin, old.toString());
    UUID renewed = app.connect(robin, robin.email());
    assertThat(renewed).isNotEqualTo(old);

    revoke(robin, old);

    assertThat(there(old)).isFalse();
    assertThat(app.connections(robin)).extracting("id").containsExactly(renewed);
    assertThat(grants(robin)).isEqualTo(1);
    assertThat(revoke(robin, renewed)).as("a hint of a connection that is not ended").isTrue();
    assertThat(app.connections(robin)).hasSize(1);
  }

  @Test
  void aProviderThatIsDownIsTriedAgainLaterAndPurgedAnywayAfterADay() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.disconnect(robin, id.toString());
    app.todoist().fault(InjectedFault.of(FaultKind.SERVER_ERROR).onPath("/api/v1/revoke"));

    assertThat(revoke(robin, id)).as("later is no failed receive").isTrue();
    assertThat(there(id)).isTrue();
    assertThat(
            app.one("select attempts from revocation where connection_id = ?", Integer.class, id))
        .isEqualTo(1);
    assertThat(
            app.one("select last_error from revocation where connection_id = ?", String.class, id))
        .contains("Todoist");
    app.todoist().clearJournal();
    revoke(robin, id);
    assertThat(app.todoist().journal()).as("not due yet").isEmpty();

    app.clock().advance(Duration.ofMinutes(2));
    revoke(robin, id);
    assertThat(app.todoist().journal()).isNotEmpty();
    app.clock().advance(Duration.ofHours(24));
    revoke(robin, id);
    assertThat(there(id)).isFalse();
  }

  @Test
  void aWishToWaitIsHonoured() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.disconnect(robin, id.toString());
    app.todoist()
        .fault(
            InjectedFault.of(FaultKind.TOO_MANY_REQUESTS)
                .retryAfter(1_800)
                .onPath("/api/v1/revoke"));
    revoke(robin, id);
    app.todoist().clearFaults();

    app.clock().advance(Duration.ofMinutes(20));
    revoke(robin, id);
    assertThat(there(id)).isTrue();
    app.clock().advance(Duration.ofMinutes(11));
    revoke(robin, id);
    assertThat(there(id)).isFalse();
  }

  @Test
  void aReadUnderWayIsWaitedFor() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    var ref = new ConnectionRef(robin.user(), new ConnectionId(id));
    var connections = new ConnectionStore();
    var leases = new Leases(connections);
    var lease =
        app.database.transaction(tx -> leases.take(tx, ref, Duration.ofSeconds(30))).orElseThrow();
    app.disconnect(robin, id.toString());

    revoke(robin, id);
    assertThat(there(id)).isTrue();
    assertThat(grants(robin)).isEqualTo(1);

    app.database.run(tx -> leases.release(tx, lease));
    app.clock().advance(Duration.ofSeconds(11));
    revoke(robin, id);
    assertThat(there(id)).isFalse();
  }

  @Test
  void aDeletedUserGoesWithTheirLastConnection() {
    Person robin = app.person();
    UUID one = app.connect(robin, robin.email());
    UUID two = app.connect(robin, "second" + robin.email());
    app.run("update app_user set deleted_at = oo_now() where user_id = ?", robin.user().value());
    app.database.run(
        tx -> new ConnectionLifecycle().endAll(tx, robin.user(), oo.host.base.Trace.begin()));

    revoke(robin, one);
    assertThat(users(robin)).isEqualTo(1);
    revoke(robin, two);
    assertThat(users(robin)).isZero();
  }

  @Test
  void twoLastConnectionsPurgedAtOnceLeaveNoUserBehind() throws Exception {
    for (int round = 0; round < 5; round++) {
      Person robin = app.person();
      UUID one = app.connect(robin, robin.email());
      UUID two = app.connect(robin, "second" + robin.email());
      app.run("update app_user set deleted_at = oo_now() where user_id = ?", robin.user().value());
      app.database.run(
          tx -> new ConnectionLifecycle().endAll(tx, robin.user(), oo.host.base.Trace.begin()));

      var other = Thread.startVirtualThread(() -> revoke(robin, one));
      revoke(robin, two);
      other.join();

      assertThat(users(robin)).isZero();
    }
  }

  @Test
  void aTokenThatNoKeyOpensIsPurgedAfterADay() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.run("update credential set sealed = '\\x00' where connection_id = ?", id);
    app.disconnect(robin, id.toString());

    assertThat(revoke(robin, id)).isTrue();
    assertThat(there(id)).isTrue();
    app.clock().advance(Duration.ofHours(25));
    revoke(robin, id);
    assertThat(there(id)).isFalse();
  }

  /** Each dies when its try is counted and nothing is sent. */
  @Test
  void theFifthDeathInARowIsToldAndItIsStillTried() {
    Person robin = app.person();
    UUID id = app.connect(robin, robin.email());
    app.disconnect(robin, id.toString());
    var ref = new ConnectionRef(robin.user(), new ConnectionId(id));
    var settings = app.settings(Map.of());
    var dying =
        new RevokeGrants(
            app.database,
            new RevocationStore(),
            new ConnectionLifecycle(),
            new Leases(new ConnectionStore()),
            new Credentials(app.database, SodiumTokenVault.from(settings)),
            Providers.from(settings)
                .each(connector ->
                    (Connector)
                        Proxy.newProxyInstance(
                            Connector.class.getClassLoader(),
                            new Class<?>[] {Connector.class},
                            (proxy, method, arguments) -> {
                              if (method.getName().equals("provider")) {
                                return connector.provider();
                              }
                              throw new OutOfMemoryError("4711");
                            })));
    int[] rests = {45, 60, 180, 420, 900, 1860};
    for (int death = 1; death <= rests.length; death++) {
      assertThatThrownBy(() -> dying.revoke(ref)).isInstanceOf(OutOfMemoryError.class);
      String attempts = "select attempts from revocation where connection_id = ?";
      assertThat(app.one(attempts, Integer.class, id)).isEqualTo(death);
      assertThat(notices(robin)).hasSize(death > 5 ? 1 : 0);
      app.clock().advance(Duration.ofSeconds(rests[death - 1] - 1));
      dying.revoke(ref); // It rests.
      assertThat(app.one(attempts, Integer.class, id)).isEqualTo(death);
      app.clock().advance(Duration.ofSeconds(2));
    }

    assertThat(notices(robin).getFirst().detail()).contains("five times", "Todoist");
    assertThat(revoke(robin, id)).isTrue();
    assertThat(grants(robin)).isZero();
    assertThat(there(id)).isFalse();
    assertThat(notices(robin)).hasSize(1);
  }

  /** Disconnecting sent a hint; when that is lost with its process, the sweep's hint follows. */
  @Test
  void whereverItsProcessDiesAGrantIsRevokedOnceAndAllOfItGoes() {
    int[] round = {0};
    var who = new Person[1];
    var id = new UUID[1];
    int points =
        app.mortality.everywhere(
            () -> {
              who[0] = app.person();
              id[0] = app.connect(who[0], who[0].email());
              app.disconnect(who[0], id[0].toString());
            },
            () -> revoke(who[0], id[0]),
            () -> {
              for (int minute = 0; minute < 2; minute++) {
                app.clock().advance(Duration.ofMinutes(1));
                assertThat(revoke(who[0], id[0])).isTrue();
              }
              String at = "killed at point " + round[0]++;
              assertThat(grants(who[0])).as(at).isZero();
              assertThat(there(id[0])).as(at).isFalse();
              assertThat(notices(who[0])).as(at).isEmpty();
            });
    assertThat(points).isGreaterThan(8);
  }

  private static boolean revoke(Person who, UUID id) {
    return app.deliver("revoke_grants", new RevokeHint(who.user(), new ConnectionId(id))).isEmpty();
  }

  private static boolean there(UUID id) {
    return app.one("select count(*) from connection where connection_id = ?", Long.class, id) > 0;
  }

  private static long users(Person who) {
    return app.one(
        "select count(*) from app_user where user_id = ?", Long.class, who.user().value());
  }

  private static int grants(Person who) {
    return app.todoist().accounts().stream()
        .filter(user -> user.email().equals(who.email()))
        .mapToInt(TodoistControl.User::grants)
        .sum();
  }
}
