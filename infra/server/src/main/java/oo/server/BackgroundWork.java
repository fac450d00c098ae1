package oo.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import oo.host.base.EssentialThread;
import oo.host.base.InvocationLog;
import oo.host.base.NeedsOperator;
import oo.host.health.PulseStore;
import oo.host.sql.Database;
import oo.server.invoke.FunctionInvoker;
import oo.server.invoke.Watch;
import oo.server.queue.Consumer;
import oo.server.queue.QueueSchema;
import oo.server.queue.Queues;
import oo.server.schedule.Schedules;
import oo.template.Template;
import oo.template.Template.Messages;
import org.jspecify.annotations.Nullable;

/**
 * Migration, queues and schedules. They start when the database can be reached; until then it
 * retries. What a retry cannot mend ends the start.
 */
final class BackgroundWork implements AutoCloseable {
  private static final long PAUSE_MS = 2_000;
  private static final String MIGRATE = "migrate";
  private static final String NOT_ALLOWED = "42501";

  private final FunctionInvoker calls;
  private final Template template;
  private final DataSource source;
  private final Queues sent;
  private final Queues received;
  private final InvocationLog log;
  private final Watch watch;
  private final List<Consumer> consumers = new ArrayList<>();
  private final CompletableFuture<NeedsOperator> stopped = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Schedules schedules;
  private @Nullable Thread trying;

  /**
   * @param sent what is sent there wakes the consumers
   * @param received the same queues, as the consumers read them
   */
  BackgroundWork(
      FunctionInvoker calls,
      Template template,
      DataSource source,
      Queues sent,
      Queues received,
      InvocationLog log,
      Watch watch) {
    this.calls = calls;
    this.template = template;
    this.source = source;
    this.sent = sent;
    this.received = received;
    this.log = log;
    this.watch = watch;
  }

  /**
   * Begins now if the database can be reached; returns either way.
   *
   * @throws NeedsOperator when a retry cannot mend what is wrong
   */
  void start() {
    if (!begun()) {
      trying = EssentialThread.start("oo-background", this::keepTrying);
    }
  }

  /** What {@link #start} would have thrown, if the database had been there. */
  CompletableFuture<NeedsOperator> stopped() {
    return stopped;
  }

  private void keepTrying() {
    try {
      do {
        Thread.sleep(PAUSE_MS);
      } while (!begun());
    } catch (NeedsOperator e) {
      stopped.complete(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean begun() {
    if (closed.get()) {
      return true;
    }
    if (migrates() && !calls.tick(MIGRATE)) {
      return false;
    }
    try {
      QueueSchema.create(new Database(source));
      schedules = Schedules.start(source, template, this::tick);
    } catch (RuntimeException e) {
      log.event("begin", "failed", Map.of(InvocationLog.REASON, e.getClass().getName()));
      if (Database.sqlState(e).equals(NOT_ALLOWED)) {
        throw new NeedsOperator(
            "The role of DATABASE_USER may not make the server's schema oo_runtime: let it create schemas in its database,"
                + " then start again.",
            e);
      }
      return false;
    }
    template
        .functions()
        .forEach(function -> {
          if (function.trigger() instanceof Messages messages) {
            var consumer =
                new Consumer(
                    function,
                    messages,
                    received.queue(messages.queue()),
                    calls::consume,
                    log,
                    watch,
                    () -> looked(function.name()));
            sent.feeds(messages.queue(), consumer);
            consumers.add(consumer);
            consumer.start();
          }
        });
    return true;
  }

  private void looked(String function) {
    try {
      new Database(source).execute(db -> new PulseStore().looked(db, function));
    } catch (RuntimeException e) {
      // Health finds the queue silent.
    }
  }

  private void tick(String function) {
    watch.ran(function, calls.tick(function));
  }

  private boolean migrates() {
    return template.functions().stream().anyMatch(function -> function.name().equals(MIGRATE));
  }

  @Override
  public void close() {
    closed.set(true);
    Thread thread = trying;
    if (thread != null) {
      thread.interrupt();
    }
    synchronized (this) {
      if (schedules != null) {
        schedules.close();
      }
      consumers.parallelStream().forEach(Consumer::close);
    }
  }
}
