package oo.server.front;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import oo.host.base.InvocationLog;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.server.invoke.FunctionInvoker;
import oo.template.Template.FunctionResource;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function for at most its time, as the gateway in front of Lambda does. Each function has
 * as many calls at once as the bounds say, and none waits for another function's.
 */
final class TimedInvoker implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final FunctionInvoker calls;
  private final InvocationLog log;
  private final Bounds bounds;
  private final Map<String, Semaphore> free = new ConcurrentHashMap<>();

  TimedInvoker(FunctionInvoker calls, InvocationLog log, Bounds bounds) {
    this.calls = calls;
    this.log = log;
    this.bounds = bounds;
  }

  FrontReply call(FunctionResource function, Request request) {
    Duration limit =
        function.timeout().compareTo(bounds.call()) < 0 ? function.timeout() : bounds.call();
    Semaphore own = free.computeIfAbsent(function.name(), name -> new Semaphore(bounds.calls()));
    if (!own.tryAcquire()) {
      log.event(function.name(), "busy", Map.of());
      return FrontReply.busy();
    }
    var call = new FutureTask<Reply>(() -> calls.handle(function.name(), request));
    // A call that ignores its interruption keeps its permit until it ends.
    threads.execute(() -> {
      try {
        call.run();
      } finally {
        own.release();
      }
    });
    try {
      Reply reply = call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (reply.body().length > bounds.bodyBytes()) {
        return FrontReply.problem(
            502, "Too large a reply", "reply_too_large", "The answer is larger than 6 MB.");
      }
      return new FrontReply(reply.status(), List.copyOf(reply.headers()), reply.body());
    } catch (TimeoutException e) {
      call.cancel(true);
      return timedOut(function, limit);
    } catch (ExecutionException e) {
      return e.getCause() instanceof FunctionInvoker.NoReply unanswered
          ? unanswered(function, limit, unanswered)
          : failed(function, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FrontReply.unexpected();
    }
  }

  private FrontReply timedOut(FunctionResource function, Duration limit) {
    log.event(function.name(), "timed_out", Map.of("ms", limit.toMillis()));
    return FrontReply.timedOut();
  }

  private FrontReply unanswered(
      FunctionResource function, Duration limit, FunctionInvoker.NoReply unanswered) {
    if (unanswered.timedOut()) {
      return timedOut(function, limit);
    }
    log.event(
        function.name(),
        "unanswered",
        Map.of(InvocationLog.REASON, String.valueOf(unanswered.getMessage())));
    return FrontReply.problem(
            503,
            "Not available now",
            "function_unavailable",
            "This part of oO does not answer. Nothing is lost; try again in a moment.")
        .with("Retry-After", "5");
  }

  /** The host answers for what a function throws; this is the host itself. */
  private FrontReply failed(FunctionResource function, @Nullable Throwable thrown) {
    log.event(
        function.name(),
        "failed",
        Map.of(InvocationLog.REASON, thrown == null ? "" : thrown.getClass().getName()));
    return FrontReply.unexpected();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
