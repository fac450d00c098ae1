package oo.fetchsignals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import oo.connectors.Connector;
import oo.fetchsignals.FetchApp.Person;
import oo.host.base.Invocation;
import oo.host.base.Trace;
import oo.host.queue.Message;
import oo.host.queue.MessageQueue.Outgoing;
import oo.signals.Bus;
import oo.signals.ConnectionRef;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.Connection;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.ReadSchedule;
import oo.signals.hints.FetchHint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * A reading that ends its process: nothing after it is written, as an Error passes all of it by.
 */
final class BrokeOffIT {
  private static final FetchApp app = new FetchApp();
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<ConnectionRef> deadly = new ArrayList<>();
  private final List<Outgoing> sent = new ArrayList<>();
  private final ConnectionStore connections = new ConnectionStore();
  private final FetchSignals fetch = fetch();

  @AfterAll
  static void close() {
    app.close();
  }

  @Test
  void itIsCountedBeforeItBeginsAndTheFifthIsTold() {
    Person robin = app.person();
    deadly.add(robin.connection());
    Duration[] rests = {
      Duration.ofMinutes(1),
      Duration.ofMinutes(1),
      Duration.ofMinutes(3),
      Duration.ofMinutes(7),
      Duration.ofMinutes(15),
      Duration.ofMinutes(31),
      HOUR,
      HOUR
    };
    for (int death = 1; death <= rests.length; death++) {
      assertThatThrownBy(() -> fetch.fetch(robin.connection(), true))
          .isInstanceOf(OutOfMemoryError.class);

      assertThat(app.of(robin, "attempts", Integer.class)).isEqualTo(death);
      Duration rest = rests[death - 1];
      app.advance(rest.minusSeconds(1));
      fetch.fetch(robin.connection(), true); // Not due yet.
      assertThat(app.of(robin, "attempts", Integer.class)).isEqualTo(death);
      app.advance(Duration.ofSeconds(2));
      Connection seen = seen(robin);
      assertThat(seen.attempts()).isEqualTo(death);
      if (death < 5) {
        assertThat(seen.lastError()).isNull();
      } else {
        assertThat(seen.lastError()).contains("five times").contains("once an hour");
      }
    }

    deadly.clear();
    app.todoist().add(robin.account(), "Cured");
    fetch.fetch(robin.connection(), true);

    assertThat(seen(robin).attempts()).isZero();
    assertThat(seen(robin).lastError()).isNull();
    assertThat(app.of(robin, "unfinished", Integer.class)).isZero();
    assertThat(app.slots(robin)).isEqualTo(1);
  }

  /** While it is read the row counts, and the person is not told of a failure. */
  @Test
  void aReadingThatRunsIsNoFailure() {
    Person robin = app.person();
    app.database.transaction(
        tx -> app.leases.takeToRead(tx, robin.connection(), Duration.ofSeconds(60), true));

    assertThat(app.of(robin, "attempts", Integer.class)).isEqualTo(1);
    assertThat(seen(robin).attempts()).isZero();
    app.advance(Duration.ofSeconds(61));
    assertThat(seen(robin).attempts()).isEqualTo(1);
  }

  /** Its person's own wish does not end a process every few seconds, either. */
  @Test
  void fromTheFifthOnARequestDoesNotShortenItsRest() {
    Person robin = app.person();
    deadly.add(robin.connection());
    for (int death = 1; death <= 6; death++) {
      assertThatThrownBy(() -> fetch.fetch(robin.connection(), true))
          .isInstanceOf(OutOfMemoryError.class);
      app.advance(Duration.ofSeconds(61));
      boolean now =
          !app.database
              .transaction(
                  tx -> new ReadSchedule(connections).makeDue(tx, robin.user(), Trace.begin()))
              .isEmpty();
      assertThat(now).as("after the %d. death", death).isEqualTo(death < 5);
      if (!now) {
        app.advance(HOUR);
      }
    }
  }

  @Test
  void fromTheFifthOnItIsReported() {
    Person robin = app.person();
    deadly.add(robin.connection());
    for (int death = 1; death <= 7; death++) {
      var reported = new ArrayList<Throwable>();
      Invocation.serve(
          "fetch_signals",
          Invocation.Entry.unseen(Trace.begin()),
          line -> {},
          () -> {
            assertThatThrownBy(() -> fetch.fetch(robin.connection(), true))
                .isInstanceOf(OutOfMemoryError.class);
            reported.addAll(Invocation.survived());
            return new Invocation.Outcome<>(true, "ok");
          });
      assertThat(reported).as("before the %d. death", death).hasSize(death > 5 ? 1 : 0);
      app.advance(HOUR.plusSeconds(1));
    }
  }

  /** One that ends the process is read alone from then on; the others are read meanwhile. */
  @Test
  void itStarvesNoOtherOfItsBatch() {
    List<Person> people = List.of(app.person(), app.person(), app.person(), app.person());
    people.forEach(person -> app.todoist().add(person.account(), "Bread"));
    Person cursed = people.getFirst();
    deadly.add(cursed.connection());
    var function = new FetchSignalsFunction(fetch);
    var message =
        new Message(
            "1",
            Message.bodyOf(
                new FetchHint(
                    people.stream()
                        .map(p -> new FetchHint.Due(p.user(), p.connection().connection()))
                        .toList())));

    assertThatThrownBy(() -> function.accept(message)).isInstanceOf(OutOfMemoryError.class);
    assertThat(app.of(cursed, "unfinished", Integer.class)).isEqualTo(1);
    app.advance(Duration.ofSeconds(61));
    // Again, as a queue does: the one that broke off gets a message for itself.
    function.accept(message);

    assertThat(app.of(cursed, "unfinished", Integer.class)).isEqualTo(1);
    assertThat(sent).hasSize(1);
    assertThat(people.subList(1, 4)).allSatisfy(p -> assertThat(app.slots(p)).isEqualTo(1));
    app.advance(Duration.ofSeconds(11));
    assertThatThrownBy(() -> function.accept(new Message("2", sent.getFirst().body())))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(app.of(cursed, "unfinished", Integer.class)).isEqualTo(2);
  }

  private static Connection seen(Person who) {
    return app.database
        .transaction(tx -> new ConnectionStore().find(tx, who.connection()))
        .orElseThrow();
  }

  private FetchSignals fetch() {
    var candidates = new CandidatePool();
    return app.fetchSignals(
        connections,
        mortal(app.connector),
        candidates,
        new Bus(List.of(candidates)),
        (queue, messages) -> sent.addAll(messages));
  }

  /** The JVM is out of memory when a deadly connection is read. */
  private Connector mortal(Connector connector) {
    return (Connector)
        Proxy.newProxyInstance(
            Connector.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("fetchSignals")
                  && deadly.stream().anyMatch(Arrays.asList(arguments)::contains)) {
                throw new OutOfMemoryError("4711");
              }
              try {
                return method.invoke(connector, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
