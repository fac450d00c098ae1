package oo.fetchsignals;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import oo.connectors.Connector;
import oo.connectors.FetchResult;
import oo.connectors.Provider;
import oo.connectors.ProviderFailure;
import oo.fetchsignals.FetchApp.Person;
import oo.signals.Bus;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.NormalizedEvent.Kind;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a full reading mends, when there is one, and what it must not take for gone. */
final class FullReadIT {
  private FetchApp app;
  private Person robin;
  private final Source source = new Source();

  @BeforeEach
  void start() {
    app = new FetchApp();
    robin = app.person();
    source.add("a", "Apples");
    source.add("b", "Bread");
    source.add("c", "Cheese");
    fetch();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void whatAnIncrementalReadLeavesOutIsHealedWithinAWeekAndCounted() {
    source.quietly(() -> source.remove("a"));
    source.quietly(() -> source.add("b", "Better bread"));
    source.quietly(() -> source.add("d", "Dates"));
    for (int day = 0; day < 5; day++) {
      app.advance(Duration.ofDays(1));
      fetch();
    }
    assertThat(app.openTasks(robin)).containsExactly("Apples", "Bread", "Cheese");
    assertThat(source.fullReads).isEqualTo(1);

    app.advance(Duration.ofDays(2));
    fetch();

    assertThat(app.openTasks(robin)).containsExactly("Better bread", "Cheese", "Dates");
    assertThat(app.slots(robin)).isEqualTo(3);
    assertThat(app.of(robin, "healed", Integer.class)).isEqualTo(3);
    assertThat(source.fullReads).isEqualTo(2);
    fetch();
    assertThat(source.fullReads).isEqualTo(2);
  }

  @Test
  void whatChangedAtTheSourceMeanwhileIsNotCounted() {
    fullIsDue();
    source.remove("a");
    source.add("b", "Better bread");
    source.add("d", "Dates");
    source.betweenReads =
        () -> {
          source.remove("c");
          source.add("e", "Eggs");
          source.add("d", "Dried dates");
        };

    fetch();

    assertThat(app.openTasks(robin)).containsExactly("Better bread", "Dried dates", "Eggs");
    assertThat(app.of(robin, "healed", Integer.class)).isZero();
    fetch();
    assertThat(app.openTasks(robin)).containsExactly("Better bread", "Dried dates", "Eggs");
  }

  @Test
  void anItemThatCannotBeReadCastsDoubtOnceAndIsTold() {
    source.add("d", "Dates");
    source.unreadable.put("b", 1);
    source.add("b", "Bread that cannot be read");
    fetch();
    assertThat(app.of(robin, "unreadable", Integer.class)).isEqualTo(1);
    assertThat(source.fullReads).isEqualTo(1);

    fetch();
    assertThat(source.fullReads).isEqualTo(2);
    // It cannot be read, so it is not gone; nor is another that a full reading does not name then.
    assertThat(app.openTasks(robin)).containsExactly("Apples", "Bread", "Cheese", "Dates");
    assertThat(app.of(robin, "unreadable", Integer.class)).isEqualTo(1);
    fetch();
    assertThat(source.fullReads).isEqualTo(2);

    source.unreadable.clear();
    fullIsDue();
    fetch();
    assertThat(app.openTasks(robin))
        .containsExactly("Apples", "Bread that cannot be read", "Cheese", "Dates");
    assertThat(app.of(robin, "unreadable", Integer.class)).isZero();
  }

  @Test
  void aProviderThatForgotTheCursorIsReadInFullOnce() {
    source.forgets = true;
    source.quietly(() -> source.remove("a"));
    fetch();

    assertThat(app.openTasks(robin)).containsExactly("Bread", "Cheese");
    assertThat(app.of(robin, "healed", Integer.class)).isZero();
    assertThat(app.of(robin, "full_due_at > oo_now() + interval '5 days'", Boolean.class)).isTrue();
  }

  @Test
  void aFailureInEitherReadKeepsNothingAndClosesWhatWasRead() {
    fullIsDue();
    source.quietly(() -> source.remove("a"));
    source.betweenReads =
        () -> {
          throw new ProviderFailure.Down("Down.", true);
        };

    fetch();

    assertThat(app.openTasks(robin)).containsExactly("Apples", "Bread", "Cheese");
    assertThat(app.of(robin, "last_error", String.class)).isEqualTo("Down.");
    assertThat(source.open).hasValue(0);
    source.betweenReads = () -> {};
    fetch();
    assertThat(app.openTasks(robin)).containsExactly("Bread", "Cheese");
  }

  @Test
  void aLimitIsSaidAndNotTriedEveryMinute() {
    source.failure = new ProviderFailure.TooLarge("There are more tasks than oO can read.");
    fetch();

    assertThat(app.of(robin, "last_error", String.class)).contains("more tasks than oO can read");
    assertThat(app.dueIn(robin)).isGreaterThan(5 * 3_600L);
    assertThat(app.request(robin).status()).isEqualTo(202);
    assertThat(app.dueIn(robin)).as("when the person asks").isLessThanOrEqualTo(0);
  }

  @Test
  void aLongReadingIsAppliedAFewEventsAtATime() {
    IntStream.range(0, 5_000).forEach(i -> source.add("t" + i, "Task " + i));
    fetch();

    assertThat(app.slots(robin)).isEqualTo(5_003);
    assertThat(source.largestBatch).hasValueBetween(100, 1_000);
    assertThat(source.open).hasValue(0);
  }

  private void fullIsDue() {
    app.run("update connection set full_due_at = oo_now()");
  }

  private void fetch() {
    app.due(robin);
    var candidates = new CandidatePool();
    var bus =
        new Bus(
            List.of(
                candidates,
                (tx, events) -> source.largestBatch.accumulateAndGet(events.size(), Math::max)));
    app.fetchSignals(
            new ConnectionStore(), source.connector(), candidates, bus, (queue, messages) -> {})
        .fetch(robin.connection(), true);
  }

  /** A provider with a log of changes; a cursor is a place in it. */
  private static final class Source {
    private final Map<String, String> tasks = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private final Map<String, Integer> unreadable = new LinkedHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger largestBatch = new AtomicInteger();
    private int fullReads;
    private boolean forgets;
    private Runnable betweenReads = () -> {};
    private @Nullable ProviderFailure failure;

    void add(String id, String title) {
      tasks.put(id, title);
      log.add(id);
    }

    void remove(String id) {
      tasks.remove(id);
      log.add(id);
    }

    /** Changes it so that no reading of changes tells. */
    void quietly(Runnable change) {
      int size = log.size();
      change.run();
      log.subList(size, log.size()).clear();
    }

    Connector connector() {
      return (Connector)
          Proxy.newProxyInstance(
              Connector.class.getClassLoader(),
              new Class<?>[] {Connector.class},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "provider" -> new Provider("todoist", "Todoist");
                    case "refresh" -> args[0];
                    case "fetchSignals" -> read((ConnectionRef) args[0], (String) args[2]);
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    private FetchResult read(ConnectionRef ref, @Nullable String cursor) {
      if (failure != null) {
        throw failure;
      }
      boolean full = cursor == null || forgets;
      String next = String.valueOf(log.size());
      List<String> ids =
          full
              ? List.copyOf(tasks.keySet())
              : log.subList(Integer.parseInt(cursor), log.size()).stream().distinct().toList();
      List<String> readable = ids.stream().filter(id -> !unreadable.containsKey(id)).toList();
      var now = Map.copyOf(tasks);
      if (full) {
        fullReads++;
        betweenReads.run();
      }
      open.incrementAndGet();
      return new FetchResult(
          new FetchResult.Events() {
            @Override
            public Iterator<NormalizedEvent> iterator() {
              return readable.stream().map(id -> event(ref, id, now.get(id))).iterator();
            }

            @Override
            public void close() {
              open.decrementAndGet();
            }
          },
          next,
          false,
          full,
          ids.size() - readable.size());
    }

    private static NormalizedEvent event(ConnectionRef ref, String id, @Nullable String title) {
      Task task = title == null ? null : Task.titled(title, "Todoist").build();
      Kind kind = task == null ? Kind.DELETED : Kind.OPENED;
      return NormalizedEvent.of(
          ref, id, kind, String.valueOf(title), Instant.EPOCH, Instant.EPOCH, task);
    }
  }
}
