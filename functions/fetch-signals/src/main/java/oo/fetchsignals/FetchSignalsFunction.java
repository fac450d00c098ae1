package oo.fetchsignals;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import oo.fetchsignals.FetchSignals.ReadResult;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.Trace;
import oo.host.queue.Message;
import oo.host.sql.DatabaseUnavailable;
import oo.signals.ConnectionRef;
import oo.signals.hints.FetchHint;
import org.jspecify.annotations.Nullable;

/**
 * {@code fetch_signals}: the queue of connections that may be due to be read. A few of a message
 * are read at once, so that one slow account does not delay the others; each needs a connection of
 * the data source.
 */
final class FetchSignalsFunction implements Consumer<Message> {
  private static final int AT_ONCE = 4;

  /** After this no further one is begun: the rest are still due, and the sweep finds them. */
  private static final Duration BUDGET = Duration.ofSeconds(60);

  private final FetchSignals fetchSignals;

  FetchSignalsFunction(FetchSignals fetchSignals) {
    this.fetchSignals = fetchSignals;
  }

  @Override
  public void accept(Message message) {
    List<FetchHint.Due> due = message.hint(FetchHint.class).connections();
    var run = new Run(Invocation.trace());
    if (due.size() == 1) {
      Invocation.user(due.getFirst().user());
      run.one(due.getFirst());
    } else {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        due.forEach(one -> threads.execute(Invocation.carried(() -> run.inTurn(one))));
      }
    }
    run.end();
  }

  /** The results of one message. */
  private final class Run {
    private final Trace trace;
    private final long begun = System.nanoTime();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Map<ReadResult, Integer> came = new EnumMap<>(ReadResult.class);
    private @Nullable RuntimeException fault;

    Run(Trace trace) {
      this.trace = trace;
    }

    void inTurn(FetchHint.Due due) {
      turns.acquireUninterruptibly();
      try {
        if (System.nanoTime() - begun < BUDGET.toNanos()) {
          one(due);
        }
      } finally {
        turns.release();
      }
    }

    void one(FetchHint.Due due) {
      try {
        count(fetchSignals.fetch(new ConnectionRef(due.user(), due.connection()), trace));
      } catch (FetchSignals.UnexpectedReadError e) {
        count(ReadResult.UNREAD);
        Invocation.note("undigested", Invocation.hashed(due.connection().value()));
        keep(e);
      } catch (RuntimeException e) {
        keep(e);
      }
    }

    private synchronized void count(ReadResult one) {
      came.merge(one, 1, Integer::sum);
    }

    private synchronized void keep(RuntimeException e) {
      // A fault that no row knows of matters most: only that one makes the queue redeliver.
      if (fault == null || e instanceof DatabaseUnavailable) {
        fault = e;
      }
    }

    synchronized void end() {
      came.forEach((what, count) -> Invocation.note(what.name().toLowerCase(Locale.ROOT), count));
      RuntimeException thrown = fault;
      if (thrown != null && !(thrown instanceof FetchSignals.UnexpectedReadError)) {
        throw thrown;
      }
      if (thrown != null) {
        Throwable cause = thrown.getCause();
        Invocation.note(
            InvocationLog.REASON, cause == null ? "unknown" : cause.getClass().getName());
      }
    }
  }
}
