package oo.maintenance.purge;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One run's transactions. Each takes at most {@link #rows} rows, so that none is long; none begins
 * when the run's time is over: the next run goes on.
 */
final class Batches {
  private final Database database;
  private final int rows;
  private final long ends;

  Batches(Database database, int rows, Duration life) {
    this.database = database;
    this.rows = rows;
    this.ends = System.nanoTime() + life.toNanos();
  }

  /** The most rows that one transaction may take. */
  int rows() {
    return rows;
  }

  boolean timeIsLeft() {
    return ends - System.nanoTime() > 0;
  }

  /** One transaction. It may run again when it loses a race. */
  <T> T one(Function<Transaction, T> batch) {
    return database.transaction(batch);
  }

  /**
   * Transactions until one is not full.
   *
   * @param batch deletes up to {@link #rows} rows and says how many
   * @return how many they deleted
   */
  int untilDone(Function<Transaction, Integer> batch) {
    int all = 0;
    int deleted;
    do {
      deleted = this.<Integer>one(batch);
      all += deleted;
    } while (deleted >= rows && timeIsLeft());
    return all;
  }

  /**
   * What one transaction read of an ordered table.
   *
   * @param deleted of the rows read
   * @param last where the next goes on; null when this was the end
   */
  record Page<P>(int deleted, @Nullable P last) {}

  /**
   * Transactions from one end of an ordered table to the other: for a rule that keeps some of what
   * it reads.
   *
   * @param page reads up to {@link #rows} rows after a place
   * @return how many they deleted
   */
  <P> int toTheEnd(P begin, BiFunction<Transaction, P, Page<P>> page) {
    int deleted = 0;
    @Nullable P at = begin;
    while (at != null && timeIsLeft()) {
      P from = at;
      Page<P> read = one(tx -> page.apply(tx, from));
      deleted += read.deleted();
      at = read.last();
    }
    return deleted;
  }
}
