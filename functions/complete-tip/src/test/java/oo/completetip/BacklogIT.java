package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
import oo.connectors.DeliveryResult.Outcome;
import oo.host.base.Uuid7;
import oo.host.queue.MessageQueue.Outgoing;
import oo.maintenance.outbox.DueConnections;
import oo.maintenance.outbox.DueDeliveries;
import oo.maintenance.outbox.DueMails;
import oo.maintenance.outbox.DueRevocations;
import oo.maintenance.outbox.SweepOutboxFunction;
import oo.signals.DecisionId;
import oo.signals.candidates.CandidatePool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An outage in small: people tap while the provider does not answer, for ten minutes of the
 * database's clock; then it answers again. The queue delays and hands out as SQS does, and is as
 * slow as a busy machine.
 */
final class BacklogIT {
  private static final int PEOPLE = 40;
  private static final int MINUTES = 10;
  private static final int HINTS = 20;

  /** Fewer than 300 rows need a minute. */
  private static final int DELIVERIES_A_SECOND = 2;

  private record Waiting(Instant visibleAt, String body) {}

  private final TipApp app = new TipApp();
  private final PriorityQueue<Waiting> queue =
      new PriorityQueue<>(Comparator.comparing(Waiting::visibleAt));
  private Instant now = TipApp.NOON;
  private int messages;

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void hintsDoNotMultiplyAndAFreshTapOvertakesTheBacklog() {
    List<Person> people = IntStream.range(0, PEOPLE).mapToObj(i -> new Person(app)).toList();
    people.forEach(person ->
        person.hasTasks(
            IntStream.range(0, MINUTES + 1).mapToObj(i -> "t" + i).toArray(String[]::new)));
    app.source.answers(new Outcome.Unknown(null, "No answer."));
    int rows = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      for (Person person : people) {
        taps(person, minute);
        rows++;
      }
      for (int second = 0; second < 60; second += 5) {
        pass(Duration.ofSeconds(5), 5 * 60);
      }
      sweep();
    }
    assertThat(app.pending()).isEqualTo(rows);
    assertThat(messages).isLessThanOrEqualTo(rows * 12 / 10);
    // One call at a time asks whether it is there again.
    assertThat(app.source.asked.size()).isLessThan(MINUTES * 8);

    app.source.forget();
    DecisionId fresh = taps(people.getFirst(), MINUTES);
    int seconds = 0;
    while (!people.getFirst().deliveries(fresh).equals("delivered")) {
      assertThat(++seconds).as("seconds until a fresh tap is delivered").isLessThan(60);
      sweep();
      pass(Duration.ofSeconds(1), DELIVERIES_A_SECOND);
    }
    assertThat(app.pending()).isGreaterThan(rows / 2);

    for (int minute = 0; app.pending() > 0; minute++) {
      assertThat(minute).as("minutes until the backlog is done").isLessThan(30);
      for (int second = 0; second < 60; second += 5) {
        sweep();
        pass(Duration.ofSeconds(5), 5 * 60);
      }
    }
    Set<String> closed = new HashSet<>();
    app.source.asked.forEach(asked -> closed.add(asked.command().commandId().toString()));
    assertThat(closed).hasSize(rows + 1);
    assertThat(messages).isLessThanOrEqualTo((rows + 1) * 24 / 10);
  }

  private DecisionId taps(Person person, int task) {
    DecisionId tip = person.sees("t" + task);
    assertThat(person.complete(tip, Uuid7.next()).status()).isEqualTo(200);
    take();
    return tip;
  }

  /** Moves what was sent into the queue. */
  private void take() {
    for (Outgoing message : List.copyOf(app.sent)) {
      queue.add(new Waiting(now.plus(message.delay()), message.body()));
      messages++;
    }
    app.sent.clear();
  }

  private void pass(Duration time, int most) {
    now = now.plus(time);
    app.testDatabase.setNow(now);
    var visible = new ArrayList<Waiting>();
    while (visible.size() < most && !queue.isEmpty() && !queue.peek().visibleAt().isAfter(now)) {
      visible.add(queue.poll());
    }
    visible.forEach(message -> assertThat(app.consume(message.body())).isTrue());
    take();
  }

  private void sweep() {
    new SweepOutboxFunction(
            app.database,
            (address, hints) -> {
              if (address.equals("deliveries")) {
                app.sent.addAll(hints);
              }
            },
            new CandidatePool(),
            new DueConnections("fetches"),
            new DueDeliveries("deliveries", HINTS),
            new DueRevocations("revocations"),
            new DueMails("mails", true),
            null,
            Duration.ZERO)
        .run();
    take();
  }
}
