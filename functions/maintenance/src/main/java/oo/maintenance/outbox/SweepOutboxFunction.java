package oo.maintenance.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import oo.host.base.Invocation;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.maintenance.events.EventPublisher;
import oo.signals.ConnectionRef;
import oo.signals.candidates.CandidatePool;
import org.jspecify.annotations.Nullable;

/**
 * Sends hints again whose rows are due and that were lost, delayed by over a minute or never sent,
 * and returns put-aside tasks whose time is over. Sweeps may run concurrently: each row is taken by
 * one of them. A sweep that dies between commit and sending delays its hints by a minute. While
 * there is a backlog it stays, and sends more as others are taken. With a broker it always stays,
 * so that events are published within seconds.
 */
public final class SweepOutboxFunction implements Runnable {
  private static final int ROWS_AT_ONCE = 200;
  private static final int RETURNS_AT_ONCE = 200;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final MessageQueue queue;
  private final CandidatePool candidates;
  private final List<DueRows> outbox;
  private final @Nullable EventPublisher events;
  private final Duration sweepsFor;

  /**
   * @param events null when no events are published
   * @param sweepsFor after which it begins no further batch
   */
  public SweepOutboxFunction(
      Database database,
      MessageQueue queue,
      CandidatePool candidates,
      DueConnections connections,
      DueDeliveries deliveries,
      DueRevocations revocations,
      DueMails mails,
      @Nullable EventPublisher events,
      Duration sweepsFor) {
    this.database = database;
    this.queue = queue;
    this.candidates = candidates;
    // What a person waits for comes first.
    this.outbox = List.of(deliveries, connections, revocations, mails);
    this.events = events;
    this.sweepsFor = sweepsFor;
  }

  @Override
  public void run() {
    long began = System.nanoTime();
    var failures = new ArrayList<RuntimeException>();
    var sent = new HashMap<DueRows, Integer>();
    boolean backlog = sendAgain(sent, began, failures);
    returnPutAside(began, failures);
    var published = new AtomicInteger();
    publish(published, began, failures);
    while ((backlog || events != null)
        && failures.isEmpty()
        && timeIsLeft(began - PAUSE.toNanos())
        && paused()) {
      if (backlog) {
        backlog = sendAgain(sent, began, failures);
      }
      publish(published, began, failures);
    }
    if (events != null) {
      events.close();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  /** Whether there is a backlog. */
  private boolean sendAgain(
      Map<DueRows, Integer> sent, long began, List<RuntimeException> failures) {
    var backlog = new AtomicBoolean();
    for (DueRows rows : outbox) {
      attempt(
          failures,
          () -> {
            DueRows.Taken taken;
            do {
              taken = database.transaction(tx -> rows.take(tx, ROWS_AT_ONCE));
              if (!taken.hints().isEmpty()) {
                queue.send(rows.queue(), taken.hints());
                Invocation.note(rows.name(), sent.merge(rows, taken.rows(), Integer::sum));
              }
            } while (taken.rows() == ROWS_AT_ONCE && timeIsLeft(began));
            backlog.compareAndSet(false, taken.backlog());
          });
    }
    return backlog.get();
  }

  private void publish(AtomicInteger total, long began, List<RuntimeException> failures) {
    if (events == null) {
      return;
    }
    attempt(
        failures,
        () -> {
          EventPublisher.Published now;
          do {
            now = events.publish();
            if (now.events() > 0) {
              Invocation.note("published", total.addAndGet(now.events()));
            }
            if (now.trouble() != null) {
              Invocation.note("broker", now.trouble());
            }
          } while (now.more() && timeIsLeft(began));
        });
  }

  private static boolean paused() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One transaction a connection, so that none waits for another's. */
  private void returnPutAside(long began, List<RuntimeException> failures) {
    var returned = new AtomicInteger();
    int before;
    do {
      before = returned.get();
      List<ConnectionRef> due =
          database.transaction(tx -> candidates.withReturns(tx, RETURNS_AT_ONCE));
      for (ConnectionRef ref : due) {
        attempt(failures, () -> returned.addAndGet(returnPutAside(ref)));
      }
    } while (returned.get() > before && timeIsLeft(began));
    if (returned.get() > 0) {
      Invocation.note("returned", returned.get());
    }
  }

  private int returnPutAside(ConnectionRef ref) {
    return database.<Integer>transaction(tx -> candidates.returnPutAside(tx, ref, RETURNS_AT_ONCE));
  }

  private boolean timeIsLeft(long began) {
    return System.nanoTime() - began < sweepsFor.toNanos();
  }

  /** A failure of one queue or connection does not stop the others. */
  private static void attempt(List<RuntimeException> failures, Runnable work) {
    try {
      work.run();
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }
}
