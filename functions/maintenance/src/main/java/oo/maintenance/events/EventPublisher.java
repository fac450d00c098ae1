package oo.maintenance.events;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import oo.host.base.Backoff;
import oo.host.base.UserId;
import oo.host.sql.Database;
import oo.signals.outbox.EventOutbox;
import oo.signals.outbox.OutgoingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of the outbox: each at least once, and in the stream once; those of a user
 * in their order. One publisher at a time does so, by a lease. A row goes after the broker has
 * acknowledged its event, so a broker or a publisher that stops at any point delays events and
 * loses none. A user's next event is sent when the one before is acknowledged; users do not wait
 * for each other.
 */
public final class EventPublisher implements AutoCloseable {
  private static final int EVENTS_AT_ONCE = 500;
  private static final Duration BATCH = Duration.ofSeconds(10);

  /** Longer than a batch with what is under way at its end. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  private static final Backoff REST = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

  /** Tries to remove a deleted user's events; then those end with the stream's retention. */
  private static final int TRIES_TO_FORGET = 3;

  /**
   * What one call of {@link #publish} did.
   *
   * @param events acknowledged by the broker
   * @param more further events wait
   * @param trouble what stopped it, for the log; null when nothing did
   */
  public record Published(int events, boolean more, @Nullable String trouble) {
    private static final Published NOTHING = new Published(0, false, null);
  }

  private final UUID owner = UUID.randomUUID();
  private final Database database;
  private final NatsAddress address;
  private @Nullable JetStream stream;
  private int failures;
  private long restsUntil = System.nanoTime();

  public EventPublisher(Database database, NatsAddress address) {
    this.database = database;
    this.address = address;
  }

  /** Publishes up to 500 events, for ten seconds at most. A fault of the broker is no exception. */
  public Published publish() {
    if (System.nanoTime() - restsUntil < 0 || !database.statement(EventOutbox::waits)) {
      return Published.NOTHING;
    }
    JetStream open;
    try {
      open = open();
    } catch (IOException e) {
      rest();
      return new Published(0, false, e.getMessage());
    }
    Map<UserId, List<OutgoingEvent>> events =
        database.statement(db -> EventOutbox.take(db, owner, LEASE, EVENTS_AT_ONCE));
    var sent = new Sent(open, System.nanoTime() + BATCH.toNanos());
    sent.all(events.values());
    database.run(tx -> EventOutbox.settle(tx, owner, sent.published, rests(sent.failed)));
    String trouble = sent.troubles.peek();
    if (trouble == null) {
      failures = 0;
    } else {
      // Another connection, as this one or the stream may be gone.
      close();
      if (sent.published.isEmpty()) {
        rest();
      }
    }
    int taken = events.values().stream().mapToInt(List::size).sum();
    return new Published(
        sent.published.size(), trouble == null && taken == EVENTS_AT_ONCE, trouble);
  }

  private JetStream open() throws IOException {
    JetStream open = stream;
    if (open == null) {
      open = JetStream.open(address);
      stream = open;
    }
    return open;
  }

  private void rest() {
    restsUntil = System.nanoTime() + REST.after(failures++).toNanos();
  }

  private static Map<OutgoingEvent, Duration> rests(Iterable<OutgoingEvent> failed) {
    var rests = new HashMap<OutgoingEvent, Duration>();
    failed.forEach(event -> rests.put(event, REST.after(event.attempts() - 1)));
    return rests;
  }

  /** Closes the connection to the broker; the next call opens another one. */
  @Override
  public void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  /** What became of one batch. */
  private static final class Sent {
    final ConcurrentLinkedQueue<OutgoingEvent> published = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<OutgoingEvent> failed = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private final JetStream stream;
    private final long until;

    Sent(JetStream stream, long until) {
      this.stream = stream;
      this.until = until;
    }

    void all(Iterable<List<OutgoingEvent>> users) {
      var work = new ArrayList<Callable<Void>>();
      for (List<OutgoingEvent> events : users) {
        work.add(() -> {
          inOrder(events);
          return null;
        });
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        threads.invokeAll(work, until - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The first failure stops this user's later events. */
    private void inOrder(List<OutgoingEvent> events) {
      OutgoingEvent next = events.getFirst();
      try {
        int from = next.attempts() > 1 ? known(events) : 0;
        for (OutgoingEvent event : events.subList(from, events.size())) {
          next = event;
          if (System.nanoTime() - until > 0) {
            return;
          }
          send(event);
          published.add(event);
        }
      } catch (IOException | RuntimeException e) {
        failed.add(next);
        troubles.add(
            e instanceof IOException && e.getMessage() != null
                ? e.getMessage()
                : e.getClass().getSimpleName());
      }
    }

    /**
     * An earlier try may have published some: those up to the user's last event in the stream. The
     * broker would refuse them as repetitions only within its window.
     */
    private int known(List<OutgoingEvent> events) throws IOException {
      String last = stream.last(events.getFirst().user());
      for (int i = events.size() - 1; i >= 0; i--) {
        if (events.get(i).id().equals(last)
            && !events.get(i).kind().equals(OutgoingEvent.USER_DELETED)) {
          published.addAll(events.subList(0, i + 1));
          return i + 1;
        }
      }
      return 0;
    }

    private void send(OutgoingEvent event) throws IOException {
      long seq = stream.publish(event);
      if (event.kind().equals(OutgoingEvent.USER_DELETED)) {
        try {
          stream.forget(event.user(), seq);
        } catch (IOException e) {
          if (event.attempts() < TRIES_TO_FORGET) {
            throw e;
          }
          troubles.add(e.getMessage());
        }
      }
    }
  }
}
