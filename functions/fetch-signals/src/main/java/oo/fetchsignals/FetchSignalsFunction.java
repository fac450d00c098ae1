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
    var run = new Run();
    if (due.size() == 1) {
      Invocation.user(due.getFirst().user());
      run.one(due.getFirst(), true);
    } else {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        due.forEach(one -> threads.execute(Invocation.carried(() -> run.inTurn(one))));
      }
    }
    run.end();
  }

  /** The results of one message. */
  private final class Run {
    private final long begun = System.nanoTime();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Map<ReadResult, Integer> came = new EnumMap<>(ReadResult.class);
    private volatile @Nullable Throwable fault;

    void inTurn(FetchHint.Due due) {
      turns.acquireUninterruptibly();
      try {
        if (System.nanoTime() - begun < BUDGET.toNanos() && !(fault instanceof Error)) {
          one(due, false);
        }
      } finally {
        turns.release();
      }
    }

    void one(FetchHint.Due due, boolean alone) {
      try {
        var ref = new ConnectionRef(due.user(), due.connection());
        count(fetchSignals.fetch(ref, alone));
      } catch (FetchSignals.UnexpectedReadError e) {
        count(ReadResult.UNREAD);
        Invocation.note("undigested", Invocation.hashed(due.connection().value()));
        Invocation.survived(e.fault());
        keep(e);
      } catch (RuntimeException | Error e) {
        keep(e);
      }
    }

    private synchronized void count(ReadResult one) {
      came.merge(one, 1, Integer::sum);
    }

    private synchronized void keep(Throwable e) {
      // An error of the JVM matters most, then a fault that no row knows of: only these make the
      // queue redeliver.
      if (fault == null
          || e instanceof Error
          || e instanceof DatabaseUnavailable && !(fault instanceof Error)) {
        fault = e;
      }
    }

    synchronized void end() {
      came.forEach((what, count) -> Invocation.note(what.name().toLowerCase(Locale.ROOT), count));
      switch (fault) {
        case null -> {}
        case Error error -> throw error;
        case FetchSignals.UnexpectedReadError known ->
            Invocation.note(InvocationLog.REASON, known.fault().getClass().getName());
        case RuntimeException unknown -> throw unknown;
        case Throwable checked -> throw new IllegalStateException(checked);
      }
    }
  }
}
