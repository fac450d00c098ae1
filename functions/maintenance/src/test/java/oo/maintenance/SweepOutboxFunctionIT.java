package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.queue.Message;
import oo.maintenance.outbox.DueConnections;
import oo.maintenance.outbox.DueDeliveries;
import oo.maintenance.outbox.DueMails;
import oo.maintenance.outbox.DueRevocations;
import oo.maintenance.outbox.SweepOutboxFunction;
import oo.signals.ConnectionRef;
import oo.signals.DecisionId;
import oo.signals.hints.DeliverHint;
import oo.signals.hints.FetchHint;
import oo.signals.hints.RevokeHint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SweepOutboxFunctionIT {
  private static final Duration A_MINUTE = Duration.ofSeconds(61);

  private final Rows rows = new Rows();
  private final Started started = new Started(rows.test.dataSource());
  private final UserId user = rows.user();

  @AfterEach
  void close() {
    started.close();
    rows.close();
  }

  @Test
  void aConnectionIsHintedAgainWhenItIsDueAndItsHintIsAMinuteOld() {
    ConnectionRef ref = rows.connection(user);
    sweep();
    assertThat(fetches()).isEmpty(); // Connecting it sent a hint just now.

    rows.advance(A_MINUTE);
    sweep();
    assertThat(fetches()).containsExactly(ref);

    sweep();
    assertThat(fetches()).isEmpty();
    rows.advance(A_MINUTE);
    sweep();
    assertThat(fetches()).containsExactly(ref);
  }

  @Test
  void whoIsNotToBeReadNowIsNotHinted() {
    ConnectionRef later = rows.connection(user);
    set("due_at = oo_now() + interval '1 hour'", later);
    ConnectionRef leased = rows.connection(user);
    set("lease_until = oo_now() + interval '1 hour'", leased);
    ConnectionRef asked = rows.connection(user);
    set("not_before = oo_now() + interval '1 hour'", asked);
    ConnectionRef stuck = rows.connection(user);
    set("state = 'reconnect', due_at = 'infinity'", stuck);
    ConnectionRef ended = rows.connection(user);
    set("state = 'ended', ended_at = oo_now()", ended);

    rows.advance(A_MINUTE);
    sweep();
    assertThat(fetches()).isEmpty();

    rows.advance(Duration.ofHours(1));
    sweep();
    assertThat(fetches()).containsExactlyInAnyOrder(later, leased, asked);
  }

  @Test
  void aFetchHintNamesFiftyConnectionsOfOneTraceAtMost() {
    ConnectionRef traced = rows.connection(user);
    rows.copies(traced, 230);
    String trace = Trace.traceparent(Trace.begin());
    set("traceparent = '" + trace + "'", traced);

    rows.advance(A_MINUTE);
    sweep();

    List<Message> messages = started.messages("fetch");
    assertThat(messages)
        .allMatch(message -> message.hint(FetchHint.class).connections().size() <= 50);
    assertThat(messages.stream().flatMap(SweepOutboxFunctionIT::refs))
        .hasSize(231)
        .doesNotHaveDuplicates();
    assertThat(messages).hasSize(6);
    assertThat(messages)
        .filteredOn(message -> trace.equals(Trace.traceparent(message.trace())))
        .singleElement()
        .satisfies(message -> assertThat(refs(message)).containsExactly(traced));
  }

  @Test
  void aDeliveryIsHintedWhileItWaitsAndWhenItsSenderRanOutOfTime() {
    ConnectionRef ref = rows.connection(user);
    var waiting = new DecisionId(rows.delivery(ref, "waiting"));
    var abandoned = new DecisionId(rows.delivery(ref, "sending"));
    for (String over : List.of("delivered", "refused", "cancelled")) {
      rows.delivery(ref, over);
    }
    rows.run(
        "update delivery set sending_until = oo_now() + interval '1 hour', hinted_at = null where decision_id = ?",
        rows.delivery(ref, "sending"));
    rows.run(
        "update delivery set due_at = oo_now() + interval '1 hour' where decision_id = ?",
        rows.delivery(ref, "waiting"));

    sweep();

    assertThat(started.hints("deliver", DeliverHint.class))
        .containsExactlyInAnyOrder(
            new DeliverHint(user, waiting, DeliverHint.Action.close),
            new DeliverHint(user, abandoned, DeliverHint.Action.close));
    sweep();
    assertThat(started.messages("deliver")).isEmpty();
  }

  @Test
  void aHintContinuesTheTraceOfTheTap() {
    ConnectionRef ref = rows.connection(user);
    String trace = Trace.traceparent(Trace.begin());
    rows.run(
        "update delivery set traceparent = ? where decision_id = ?",
        trace,
        rows.delivery(ref, "waiting"));

    sweep();

    assertThat(started.messages("deliver"))
        .singleElement()
        .satisfies(message -> assertThat(Trace.traceparent(message.trace())).isEqualTo(trace));
  }

  @Test
  void aRevocationIsHintedWhenItIsDueAndWhenItIsToBeGivenUp() {
    ConnectionRef due = ended();
    ConnectionRef givenUp = ended();
    ConnectionRef later = ended();
    String put =
        "update revocation set due_at = oo_now() + interval '30 hours' where connection_id = ?";
    rows.run(put, givenUp.connection().value());
    rows.run(put, later.connection().value());
    rows.run(
        "update revocation set purge_at = oo_now() where connection_id = ?",
        givenUp.connection().value());

    rows.advance(A_MINUTE);
    sweep();

    assertThat(started.hints("revoke", RevokeHint.class))
        .containsExactlyInAnyOrder(
            new RevokeHint(user, due.connection()), new RevokeHint(user, givenUp.connection()));
  }

  @Test
  void eightSweepsAtOnceHintEachRowOnce() throws Exception {
    ConnectionRef ref = rows.connection(user);
    rows.copies(rows.delivery(ref, "waiting"), 249);

    try (var threads = Executors.newFixedThreadPool(8)) {
      Callable<Boolean> tick = () -> started.tick("sweep_outbox");
      threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> tick).toList());
    }

    assertThat(started.hints("deliver", DeliverHint.class)).hasSize(250).doesNotHaveDuplicates();
  }

  @Test
  void howeverManyAreDueFewHaveAHintAndTheNextFollowWhenTheseAreTaken() {
    ConnectionRef ref = rows.connection(user);
    rows.copies(rows.delivery(ref, "waiting"), 999);

    sweepOnce();
    sweepOnce();
    assertThat(started.hints("deliver", DeliverHint.class)).hasSize(300);

    rows.run(
        """
        update delivery set state = 'delivered', settled_at = oo_now() where (user_id, decision_id) in (
          select user_id, decision_id from delivery where hinted_at is not null limit 120)
        """);
    sweepOnce();
    assertThat(started.hints("deliver", DeliverHint.class)).hasSize(120);

    // What was hinted a minute ago is lost, or waits behind others: as many again, and no more.
    rows.advance(A_MINUTE);
    sweepOnce();
    assertThat(started.hints("deliver", DeliverHint.class)).hasSize(300);
  }

  @Test
  void whileAProviderIsDownOnlyTimeForATryBringsHints() {
    ConnectionRef ref = rows.connection(user);
    rows.copies(rows.delivery(ref, "waiting"), 9);
    rows.run(
        "insert into provider_gate (provider, paid_until, down, probe_at) values (?, oo_now(), true, oo_now() + interval '10 seconds')",
        "todoist");
    sweepOnce();
    assertThat(started.messages("deliver")).isEmpty();

    rows.advance(Duration.ofSeconds(10));
    sweepOnce();
    assertThat(started.messages("deliver")).hasSize(1);
  }

  /** One pass: it does not stay for the backlog. */
  private void sweepOnce() {
    new SweepOutboxFunction(
            rows.database,
            started.queue(),
            rows.candidates,
            new DueConnections("fetch"),
            new DueDeliveries("deliver"),
            new DueRevocations("revoke"),
            new DueMails("mail", true),
            null,
            Duration.ofMillis(900))
        .run();
  }

  @Test
  void aSweepStaysWhileThereIsABacklog() {
    ConnectionRef ref = rows.connection(user);
    rows.copies(rows.delivery(ref, "waiting"), 499);
    started.whenSent =
        () ->
            rows.run(
                "update delivery set state = 'delivered', settled_at = oo_now() where hinted_at is not null");

    sweep();

    assertThat(started.hints("deliver", DeliverHint.class)).hasSize(500).doesNotHaveDuplicates();
  }

  @Test
  void hintsGoOutAfterTheCommitOnly() {
    rows.delivery(rows.connection(user), "waiting");
    var hinted = new ArrayList<Integer>();
    started.whenSent = () -> hinted.add(rows.count("delivery where hinted_at is not null"));

    sweep();

    assertThat(hinted).containsExactly(1);
  }

  @Test
  void aQueueThatIsDownKeepsNothingOfTheOthersAndIsTriedAMinuteLater() {
    ConnectionRef ref = rows.connection(user);
    rows.delivery(ref, "waiting");
    rows.advance(A_MINUTE);
    started.down.add("deliver");

    assertThat(started.tick("sweep_outbox")).isFalse();
    assertThat(fetches()).containsExactly(ref);

    started.down.clear();
    rows.advance(A_MINUTE);
    sweep();
    assertThat(started.messages("deliver")).hasSize(1);
  }

  @Test
  void putAsideTasksComeBackAndNobodyWaitsForALongReading() throws Exception {
    ConnectionRef ref = rows.connection(user);
    ConnectionRef busy = rows.connection(rows.user());
    for (ConnectionRef one : List.of(ref, busy)) {
      rows.open(one, "A", "a", "b");
      rows.run(
          "update task set hidden_until = oo_now() + interval '1 hour' where connection_id = ? and subject = 'a'",
          one.connection().value());
      rows.database.run(tx -> rows.candidates.restore(tx, one, List.of("a")));
    }
    sweep();
    assertThat(rows.set(ref).size()).isEqualTo(1);

    rows.advance(Duration.ofHours(1));
    rows.database.run(tx -> {
      rows.candidates.restore(tx, busy, List.of("b"));
      try (var threads = Executors.newSingleThreadExecutor()) {
        threads.submit(this::sweep).get(10, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    assertThat(rows.set(ref).size()).isEqualTo(2);
    assertThat(rows.set(busy).size()).isEqualTo(1);

    sweep();
    assertThat(rows.set(busy).size()).isEqualTo(2);
  }

  private void sweep() {
    assertThat(started.tick("sweep_outbox")).isTrue();
  }

  private List<ConnectionRef> fetches() {
    return started.messages("fetch").stream().flatMap(SweepOutboxFunctionIT::refs).toList();
  }

  private static java.util.stream.Stream<ConnectionRef> refs(Message message) {
    return message.hint(FetchHint.class).connections().stream()
        .map(due -> new ConnectionRef(due.user(), due.connection()));
  }

  private ConnectionRef ended() {
    ConnectionRef ref = rows.connection(user);
    rows.database.run(tx -> rows.lifecycle.end(tx, ref, Trace.begin()));
    return ref;
  }

  private void set(String columns, ConnectionRef ref) {
    rows.run(
        "update connection set " + columns + " where connection_id = ?", ref.connection().value());
  }
}
