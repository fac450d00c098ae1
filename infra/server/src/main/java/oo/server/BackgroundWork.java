package oo.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import oo.host.base.InvocationLog;
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
 * retries.
 */
final class BackgroundWork implements AutoCloseable {
  private static final long PAUSE_MS = 2_000;
  private static final String MIGRATE = "migrate";

  private final FunctionInvoker calls;
  private final Template template;
  private final DataSource source;
  private final Queues sent;
  private final Queues received;
  private final InvocationLog log;
  private final Watch watch;
  private final List<Consumer> consumers = new ArrayList<>();
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

  /** Begins now if it can; returns either way. */
  void start() {
    if (!begun()) {
      trying = Thread.ofVirtual().name("oo-background").start(this::keepTrying);
    }
  }

  private void keepTrying() {
    try {
      do {
        Thread.sleep(PAUSE_MS);
      } while (!begun());
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
                    watch);
            sent.feeds(messages.queue(), consumer);
            consumers.add(consumer);
            consumer.start();
          }
        });
    return true;
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
