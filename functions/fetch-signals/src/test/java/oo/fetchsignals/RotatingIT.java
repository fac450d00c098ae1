package oo.fetchsignals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.connectors.ProviderFailure;
import oo.fetchsignals.FetchApp.Person;
import oo.signals.connection.Lease;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.vault.LeaseLost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that rotate, with every user of them and every lost answer. */
final class RotatingIT {
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
  void aTokenIsRefreshedBeforeItDies() {
    Person robin = app.person();
    app.fetch(robin);
    assertThat(refreshes()).isZero();

    app.advance(Duration.ofMinutes(44));
    app.fetchNow(robin);
    assertThat(refreshes()).isZero();
    app.advance(Duration.ofMinutes(2));
    app.fetchNow(robin);
    assertThat(refreshes()).isEqualTo(1);
    assertThat(unauthorized()).isZero();
  }

  @Test
  void manyReadersAndDeliveriesRefreshOnceAndReplayNothing() throws Exception {
    Person robin = app.person();
    app.fetch(robin);
    for (int round = 0; round < 3; round++) {
      app.advance(Duration.ofMinutes(90));
      app.todoist().clearJournal();
      app.todoist()
          .fault(InjectedFault.of(FaultKind.SLOW).millis(150).onCommand("refresh_token").times(1));
      var all = new ArrayList<Future<?>>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 12; i++) {
          boolean delivers = i % 2 == 0;
          all.add(
              threads.submit(() -> {
                for (int again = 0; again < 4; again++) {
                  if (delivers) {
                    deliver(robin);
                  } else {
                    app.fetchNow(robin);
                  }
                }
              }));
        }
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(refreshes()).isEqualTo(1);
      assertThat(unauthorized()).isZero();
      app.advance(Duration.ofMinutes(3));
      app.fetchNow(robin);
      assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
      assertThat(app.of(robin, "attempts", Integer.class)).isZero();
    }
  }

  /** As complete-tip does: only under the lease. */
  private void deliver(Person who) {
    Optional<Lease> lease =
        app.database.transaction(
            tx -> app.leases.take(tx, who.connection(), Duration.ofSeconds(30)));
    if (lease.isEmpty()) {
      return;
    }
    try {
      app.credentials.open(lease.get(), app.connector);
    } catch (ProviderFailure | LeaseLost e) {
      throw new AssertionError(e);
    } finally {
      app.database.run(tx -> app.leases.release(tx, lease.get()));
    }
  }

  @Test
  void aTokenThatTheProviderRefusesEarlyIsRefreshed() {
    Person robin = app.person();
    app.fetch(robin);
    // Only Todoist's clock moves: oO believes that the token is good.
    app.todoist().advance(Duration.ofHours(2));

    app.fetchNow(robin);

    assertThat(refreshes()).isEqualTo(1);
    assertThat(app.of(robin, "last_error", String.class)).isNull();
    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
  }

  @Test
  void aRefreshWhoseAnswerIsLostBecomesVisible() {
    Person robin = app.person();
    app.fetch(robin);
    app.advance(Duration.ofMinutes(70));
    app.todoist()
        .fault(InjectedFault.of(FaultKind.ANSWER_LOST).onCommand("refresh_token").times(1));
    app.fetchNow(robin);
    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
    assertThat(app.of(robin, "last_error", String.class)).isNotBlank();

    app.advance(Duration.ofMinutes(3));
    app.fetchNow(robin);

    assertThat(app.of(robin, "state", String.class)).isEqualTo("reconnect");
    assertThat(app.of(robin, "last_error", String.class)).contains("Connect it again");
    assertThat(app.one("select count(*) from credential", Long.class)).isEqualTo(1);
  }

  @Test
  void aRefreshWhoseAnswerIsLostIsRepairedWithinAMinute() {
    Person robin = app.person();
    app.fetch(robin);
    app.advance(Duration.ofMinutes(70));
    app.todoist()
        .fault(InjectedFault.of(FaultKind.ANSWER_LOST).onCommand("refresh_token").times(1));
    app.fetchNow(robin);
    app.fetchNow(robin);

    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
    assertThat(app.of(robin, "last_error", String.class)).isNull();
  }

  @Test
  void aProviderThatIsDownForTheEarlyRefreshIsReadWithTheOldToken() {
    Person robin = app.person();
    app.todoist().add(robin.account(), "One");
    app.advance(Duration.ofMinutes(50));
    app.todoist().fault(InjectedFault.of(FaultKind.SERVER_ERROR).onCommand("refresh_token"));

    app.fetchNow(robin);

    assertThat(app.openTasks(robin)).containsExactly("One");
    assertThat(app.of(robin, "attempts", Integer.class)).isZero();
  }

  @Test
  void aWrongClientSecretDoesNotSendEveryoneToReconnect() {
    Person robin = app.person();
    app.todoist()
        .register(
            oo.standins.oauth.OAuthClient.of(
                "oo", "changed", "http://localhost:8080/api/connectors/todoist/callback"));
    app.advance(Duration.ofMinutes(70));

    app.fetchNow(robin);

    assertThat(app.of(robin, "state", String.class)).isEqualTo("live");
    assertThat(app.of(robin, "last_error", String.class)).contains("client id or secret");
    assertThat(app.health().status()).isEqualTo(503);
  }

  private long refreshes() {
    return app.todoist().journal().stream()
        .filter(
            entry -> entry.operations().stream().anyMatch(o -> o.type().equals("refresh_token")))
        .count();
  }

  private long unauthorized() {
    return app.todoist().journal().stream().filter(entry -> entry.status() == 401).count();
  }
}
