package oo.server.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import oo.host.base.EssentialThread;
import oo.host.base.InvocationLog;
import oo.host.queue.Message;
import oo.server.invoke.Watch;
import oo.server.queue.Queue.Received;
import oo.template.Template.FunctionResource;
import oo.template.Template.Messages;

/**
 * Feeds one function from its queue, as Lambda's event source mapping does: batches, several at
 * once, partial failures when the template says so. What failed stays hidden until its visibility
 * ends.
 */
public final class Consumer implements AutoCloseable {
  // A queue without news is looked at this often; a send in this process wakes it at once.
  private static final Duration IDLE = Duration.ofSeconds(1);
  // For health, which finds two minutes without a look red.
  private static final Duration LOOKS = Duration.ofSeconds(10);
  // Lambda begins with five pollers a queue.
  private static final int AT_ONCE = 5;

  /** Serves a batch and returns the ids of what failed. */
  @FunctionalInterface
  public interface Batches {
    List<String> consume(String function, List<Message> batch);
  }

  private final FunctionResource function;
  private final Messages trigger;
  private final Queue queue;
  private final Batches batches;
  private final InvocationLog log;
  private final Watch watch;
  private final Runnable looked;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Semaphore news = new Semaphore(0);
  private volatile boolean closed;
  private long lookedAt = System.nanoTime() - LOOKS.toNanos();

  /**
   * @param looked notes that the queue was looked at; called six times a minute
   */
  public Consumer(
      FunctionResource function,
      Messages trigger,
      Queue queue,
      Batches batches,
      InvocationLog log,
      Watch watch,
      Runnable looked) {
    this.function = function;
    this.trigger = trigger;
    this.queue = queue;
    this.batches = batches;
    this.log = log;
    this.watch = watch;
    this.looked = looked;
  }

  public void start() {
    EssentialThread.start("oo-" + function.name(), this::poll);
  }

  /** There may be something in the queue. */
  public void wake() {
    news.release();
  }

  private void poll() {
    try {
      while (!closed) {
        free.acquire();
        List<Received> batch = receive();
        if (batch.isEmpty()) {
          free.release();
          if (news.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
          }
          continue;
        }
        threads.execute(() -> serve(batch));
      }
    } catch (RejectedExecutionException e) {
      // It was closed meanwhile: the batch comes again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Received> receive() {
    try {
      List<Received> batch = queue.receive(trigger.batchSize());
      look();
      return batch;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // Most likely the database is down: its messages wait with it, and health says so.
      return List.of();
    }
  }

  private void look() {
    long now = System.nanoTime();
    if (now - lookedAt >= LOOKS.toNanos()) {
      lookedAt = now;
      // Beside the polling: what was received is served, whether or not this can be written.
      threads.execute(looked);
    }
  }

  private void serve(List<Received> batch) {
    try {
      Set<String> failed = Set.copyOf(called(batch));
      batch.forEach(message -> watch.ran(function.name(), !failed.contains(message.id())));
      if (failed.isEmpty() || trigger.partialFailures()) {
        queue.delete(batch.stream().filter(message -> !failed.contains(message.id())).toList());
      }
    } catch (RuntimeException e) {
      // What was not deleted comes again; functions are made for that.
    } finally {
      free.release();
    }
  }

  /** The ids of what failed; all of them when the function's time ran out. */
  private List<String> called(List<Received> batch) {
    List<Message> messages =
        batch.stream().map(message -> new Message(message.id(), message.body())).toList();
    Function<Received, String> id = Received::id;
    Future<List<String>> call = threads.submit(() -> batches.consume(function.name(), messages));
    try {
      return call.get(function.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      call.cancel(true);
      log.event(function.name(), "timed_out", Map.of("ms", function.timeout().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // The host logs what a function throws; this is the host itself.
      log.event(
          function.name(),
          "failed",
          Map.of(InvocationLog.REASON, String.valueOf(e.getCause()).replaceAll(":.*", "")));
    }
    return batch.stream().map(id).toList();
  }

  /** Takes no more; what is being served may end within a few seconds. */
  @Override
  public void close() {
    closed = true;
    news.release();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
