package oo.host.limits;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import oo.host.base.InvocationLog;
import oo.host.base.LruMap;
import oo.host.limits.RateStore.Paid;

/**
 * Counts calls by key against budgets that all instances share through PostgreSQL.
 *
 * <p>An instance lets a tenth of a burst pass before it tells the others, so that most calls need
 * no round trip. All instances together can exceed a burst by that much each. When the database
 * does not answer within {@link #PATIENCE}, each instance holds the budgets by itself, and tries
 * the database again later. An outage is one log line, and one that flaps at most one a minute.
 */
final class RateLimiter {
  static final Duration PATIENCE = Duration.ofMillis(250);
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /** For this long a refused key is refused without asking again, at most. */
  private static final double ASK_AGAIN = 1_000;

  private static final int KEYS = 20_000;
  private static final int SHARE = 10;

  private final Supplier<RateStore> store;
  private final InvocationLog log;
  private final LongSupplier nanos;
  private final Duration patience;
  private final Map<UUID, Count> counts = LruMap.ofAtMost(KEYS);
  private volatile boolean away;
  private volatile double triedAgain;
  private double logged = Double.NEGATIVE_INFINITY;

  /**
   * @param nanos a clock that never goes back, as {@link System#nanoTime}
   * @param patience how long an answer of the database is waited for
   */
  RateLimiter(Supplier<RateStore> store, InvocationLog log, LongSupplier nanos, Duration patience) {
    this.store = store;
    this.log = log;
    this.nanos = nanos;
    this.patience = patience;
  }

  /**
   * Counts a call.
   *
   * @param alone true when this instance counts by itself
   * @return how long to wait before the call may be made; zero when it may be made now
   */
  Duration count(UUID key, Budget budget, boolean alone) {
    return counts.computeIfAbsent(key, k -> new Count()).one(key, budget, alone);
  }

  /** The calls of one key by this instance. Times are in milliseconds. */
  private final class Count {
    private double paidUntil = Double.NEGATIVE_INFINITY;
    private int untold;
    private double since;
    private double refusedUntil = Double.NEGATIVE_INFINITY;

    synchronized Duration one(UUID key, Budget budget, boolean alone) {
      double now = now();
      double paid = Math.max(paidUntil, now);
      if (now < refusedUntil) {
        return wait(paid, budget, now);
      }
      if (now - since >= budget.burst() * budget.step()) {
        // What was not told has been paid for meanwhile.
        untold = 0;
        since = now;
      }
      boolean fits = paid - now <= budget.room();
      if (fits && untold < budget.burst() / SHARE) {
        return passed(paid, budget);
      }
      Optional<Paid> answer = alone ? Optional.empty() : ask(key, budget, untold);
      if (answer.isEmpty()) {
        return fits ? passed(paid, budget) : wait(paid, budget, now);
      }
      untold = 0;
      since = now;
      paidUntil = now + answer.get().ahead();
      if (!answer.get().refused()) {
        return Duration.ZERO;
      }
      Duration wait = wait(paidUntil, budget, now);
      refusedUntil = now + Math.min(ASK_AGAIN, wait.toMillis());
      return wait;
    }

    private Duration passed(double paid, Budget budget) {
      untold = Math.min(untold + 1, budget.burst());
      paidUntil = paid + budget.step();
      return Duration.ZERO;
    }

    private static Duration wait(double paid, Budget budget, double now) {
      return Duration.ofMillis(Math.max(1, (long) Math.ceil(paid - budget.room() - now)));
    }
  }

  private double now() {
    return nanos.getAsLong() / 1e6;
  }

  /** Asks the database; empty when it does not answer in time, or did not shortly before. */
  private Optional<Paid> ask(UUID key, Budget budget, int untold) {
    if (away && now() < triedAgain + AWAY.toMillis()) {
      return Optional.empty();
    }
    triedAgain = now();
    var asking = new FutureTask<>(() -> store.get().pay(key, budget, untold));
    Thread.ofVirtual().name("limits").start(asking);
    try {
      Paid paid = asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      away = false;
      return Optional.of(paid);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      went(cause == null ? e : cause);
    } catch (TimeoutException e) {
      asking.cancel(true);
      went(e);
    } catch (InterruptedException e) {
      asking.cancel(true);
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private synchronized void went(Throwable why) {
    triedAgain = now();
    boolean news = !away && triedAgain - logged > BETWEEN_LINES.toMillis();
    away = true;
    if (news) {
      logged = triedAgain;
      log.event("limits", "database_away", Map.of(InvocationLog.REASON, why.getClass().getName()));
    }
  }
}
