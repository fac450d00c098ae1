package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import oo.connectors.CallDeadline;
import oo.connectors.Command;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.DeliveryResult.Outcome;
import oo.connectors.ProviderFailure;
import oo.connectors.ProviderFailure.Down;
import oo.connectors.ProviderFailure.Later;
import oo.connectors.calls.ProviderCalls;
import oo.host.base.Uuid7;
import oo.postgres.Mortality;
import oo.signals.ConnectionRef;
import oo.signals.Occurrence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Budgets and the circuit breaker, with two instances on one database. */
final class ProviderCallsIT {
  private static final TipApp APP = new TipApp();
  private static final Credential CREDENTIAL = new Credential("access", "refresh", null);
  private static final Outcome NO_ANSWER = new Outcome.Unknown(null, "No answer.");

  /** As in {@code CallLimits}, for a provider without a file. */
  private static final int BURST = 60;

  private static final Duration STEP = Duration.ofSeconds(3);
  private static final int ALL_BURST = 50;

  private final ScriptedConnector provider = new ScriptedConnector();
  private final Connector one = instance();
  private final Connector other = instance();
  private List<ConnectionRef> connections;

  private Connector instance() {
    return new ProviderCalls("test", APP.database).guarded(provider);
  }

  @BeforeEach
  void people() {
    APP.testDatabase.setNow(TipApp.NOON);
    connections = IntStream.range(0, 6).mapToObj(i -> new Person(APP).connection).toList();
    APP.run("delete from call_budget");
  }

  @AfterAll
  static void close() {
    APP.close();
  }

  private static Outcome change(Connector instance, ConnectionRef ref) {
    var command =
        new Command("milk", Occurrence.NONE, Uuid7.next(), false, false, false, List.of());
    return instance.complete(ref, CREDENTIAL, null, command, deadline()).outcome();
  }

  private static CallDeadline deadline() {
    return new CallDeadline(TipApp.NOON, Duration.ofSeconds(10));
  }

  private static <T extends ProviderFailure> T refused(Class<T> type, Runnable call) {
    T failure = catchThrowableOfType(type, call::run);
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void theCallsOfAConnectionAreBoundedForAllInstances() {
    for (int i = 0; i < BURST; i++) {
      // A second's pause for the budget of all.
      APP.run("delete from provider_gate");
      change(i % 2 == 0 ? one : other, connections.getFirst());
    }

    Later later = refused(Later.class, () -> change(other, connections.getFirst()));
    assertThat(later.retryAfter()).isEqualTo(STEP);
    assertThat(later.words())
        .isEqualTo("oO has called Scripted often enough for you, and goes on in a moment.");
    assertThat(change(other, connections.getLast())).isInstanceOf(Outcome.Done.class);

    APP.advance(STEP.minusMillis(1));
    assertThat(refused(Later.class, () -> change(one, connections.getFirst())).retryAfter())
        .isEqualTo(Duration.ofMillis(1));
    APP.advance(Duration.ofMillis(1));
    assertThat(change(one, connections.getFirst())).isInstanceOf(Outcome.Done.class);
    refused(Later.class, () -> change(one, connections.getFirst()));
    assertThat(provider.asked).hasSize(BURST + 2);
  }

  @Test
  void manyCallsAtOnceAreBounded() throws Exception {
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 2 * BURST; i++) {
      Connector instance = i % 2 == 0 ? one : other;
      calls.add(() -> {
        try {
          change(instance, connections.getFirst());
          return true;
        } catch (Later e) {
          return false;
        }
      });
    }
    long out = TipApp.atOnce(calls).stream().filter(passed -> passed).count();

    assertThat(out).isEqualTo(ALL_BURST);
    assertThat(provider.asked).hasSize(ALL_BURST);
  }

  @Test
  void theCallsOfAllAreBoundedToo() {
    for (int i = 0; i < ALL_BURST; i++) {
      change(one, connections.get(i % 3));
    }

    Later later = refused(Later.class, () -> change(other, connections.getLast()));
    assertThat(later.retryAfter()).isEqualTo(Duration.ofMillis(20));
    refused(Later.class, () -> one.refresh(CREDENTIAL, deadline()));
    APP.advance(Duration.ofMillis(20));
    assertThat(change(other, connections.getLast())).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aProviderThatSeveralConnectionsFindDownIsCalledByOneAtATime() throws Exception {
    goesDown();
    provider.asked.clear();

    Down down = refused(Down.class, () -> change(other, connections.getLast()));
    assertThat(down.sent()).isFalse();
    assertThat(down.words())
        .isEqualTo("Scripted does not answer at the moment. oO tries again by itself.");
    refused(Down.class, () -> one.refresh(CREDENTIAL, deadline()));
    assertThat(provider.asked).isEmpty();

    APP.advance(Duration.ofSeconds(2));
    var probing = new CountDownLatch(1);
    var answered = new CountDownLatch(1);
    provider.script =
        asked -> {
          probing.countDown();
          try {
            answered.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return ScriptedConnector.done();
        };
    try (var thread = Executors.newSingleThreadExecutor()) {
      var probe = thread.submit(() -> change(one, connections.get(4)));
      probing.await();
      for (ConnectionRef ref : connections) {
        refused(Down.class, () -> change(other, ref));
      }
      answered.countDown();
      assertThat(probe.get()).isInstanceOf(Outcome.Done.class);
    }

    provider.forget();
    connections.forEach(ref -> assertThat(change(other, ref)).isInstanceOf(Outcome.Done.class));
  }

  /** Several connections, on both instances. */
  private void goesDown() {
    provider.answers(NO_ANSWER);
    for (int i = 0; i < 3; i++) {
      assertThat(change(i % 2 == 0 ? one : other, connections.get(i))).isEqualTo(NO_ANSWER);
    }
  }

  @Test
  void probesComeLaterAndLaterButWithinFifteenSeconds() {
    goesDown();
    var pauses = new ArrayList<Integer>();
    for (int probe = 0; probe < 6; probe++) {
      int calls = provider.asked.size();
      int seconds = 0;
      while (provider.asked.size() == calls) {
        APP.advance(Duration.ofSeconds(1));
        seconds++;
        try {
          change(one, connections.getLast());
        } catch (Down e) {
          // Not yet.
        }
      }
      pauses.add(seconds);
    }

    assertThat(pauses).containsExactly(2, 2, 4, 8, 15, 15);
  }

  @Test
  void aProbeWhoseCallerDiesIsFollowedByAnother() {
    goesDown();
    APP.advance(Duration.ofSeconds(2));
    provider.script =
        asked -> {
          throw new Mortality.Killed("during the call");
        };
    assertThat(catchThrowableOfType(Error.class, () -> change(one, connections.getFirst())))
        .isNotNull();

    provider.forget();
    APP.advance(Duration.ofSeconds(30));
    assertThat(change(other, connections.getLast())).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void onePersonsTroubleStopsNoOther() {
    provider.script =
        asked ->
            ScriptedConnector.answer(
                asked.command().subject().equals("milk") ? NO_ANSWER : new Outcome.Done());
    for (int i = 0; i < 20; i++) {
      assertThat(change(one, connections.getFirst())).isEqualTo(NO_ANSWER);
    }
    provider.answers(new Outcome.Refused("Never."));
    connections.forEach(ref -> change(one, ref));
    provider.answers(new Outcome.NotDone(Duration.ofMinutes(1), "Later."));
    connections.forEach(ref -> change(other, ref));
    provider.script =
        asked -> {
          throw new ProviderFailure.Unauthorized("Connect it again.");
        };
    connections.forEach(ref -> refused(ProviderFailure.Unauthorized.class, () -> change(one, ref)));

    provider.forget();
    assertThat(change(one, connections.getFirst())).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void failuresBetweenSuccessesOrFarApartAreNotInARow() {
    for (int i = 0; i < 12; i++) {
      provider.answers(i % 3 == 2 ? new Outcome.Done() : NO_ANSWER);
      change(one, connections.get(i % 6));
    }
    provider.answers(NO_ANSWER);
    for (int i = 0; i < 6; i++) {
      APP.advance(Duration.ofMinutes(3));
      assertThat(change(other, connections.get(i))).isEqualTo(NO_ANSWER);
    }
  }

  @Test
  void aTokenEndpointThatAnswersMakesTheNextCallTheProbe() {
    goesDown();
    APP.advance(Duration.ofSeconds(2));

    assertThat(one.refresh(CREDENTIAL, deadline()).expiresAt()).isAfter(Instant.EPOCH);
    assertThat(change(one, connections.getFirst())).isEqualTo(NO_ANSWER);
    refused(Down.class, () -> change(one, connections.getFirst()));
  }
}
