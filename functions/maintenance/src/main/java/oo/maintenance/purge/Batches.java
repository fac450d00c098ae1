package oo.maintenance.purge;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import oo.host.sql.Database;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one rule in one run. Each takes at most {@link #rows} rows, so that none is
 * long; none begins when the rule's time is over: the next run goes on.
 */
final class Batches {
  /** How many rows that stay one run looks at, in a table that it reads round and round. */
  static final int KEPT = 10_000;

  /** A statement may end so much later than the rule's time: it is ended then, and fails. */
  private static final Duration LATE = Duration.ofSeconds(2);

  private final Database database;
  private final int rows;
  private final long ends;
  private boolean cut;

  Batches(Database database, int rows, Duration life) {
    this.database = database;
    this.rows = rows;
    this.ends = System.nanoTime() + life.toNanos();
  }

  /** The most rows that one transaction may take. */
  int rows() {
    return rows;
  }

  /** Ask only when there is more to do: {@link #cut} tells of a no. */
  boolean timeIsLeft() {
    boolean left = ends - System.nanoTime() > 0;
    cut |= !left;
    return left;
  }

  /** Whether the time was over before the work was. */
  boolean cut() {
    return cut;
  }

  /**
   * One transaction. It may run again when it loses a race.
   *
   * <p>Each statement takes a few rows and finds what belongs to them by an index. With statistics
   * that are old, or of an unlucky sample, PostgreSQL would rather read a whole table and join, or
   * join the tables before it takes the few rows. So it joins by indexes, in the order as written.
   */
  <T extends @Nullable Object> T one(Function<Transaction, T> batch) {
    long left = Math.max(0, ends - System.nanoTime()) + LATE.toNanos();
    return database.transaction(tx -> {
      tx.sql(
              """
              select set_config('statement_timeout', ?, true), set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),
                set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
                set_config('join_collapse_limit', '1', true)
              """)
          .param(String.valueOf(Duration.ofNanos(left).toMillis()))
          .query(row -> {});
      return batch.apply(tx);
    });
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
   * @param read how many rows
   * @param deleted of these
   * @param last the place of the last of them; null when there was none
   * @param more whether the table may go on after it
   * @param passed false when something before {@code last} must be read again by the next run
   */
  record Page(int read, int deleted, @Nullable String last, boolean more, boolean passed) {}

  /**
   * Transactions along an ordered table, from where the run before stopped to the end: for rows of
   * which each is looked at once, when it is old enough.
   *
   * @param page reads up to {@link #rows} rows after a place, null at the beginning
   * @return how many they deleted
   */
  int forward(String rule, BiFunction<Transaction, @Nullable String, Page> page) {
    int deleted = 0;
    boolean passed = true;
    @Nullable String at = place(rule);
    Page read;
    do {
      String from = at;
      boolean keeps = passed;
      read =
          one(tx -> {
            Page p = page.apply(tx, from);
            if (keeps && p.passed() && p.last() != null) {
              keep(tx, rule, p.last());
            }
            return p;
          });
      deleted += read.deleted();
      passed &= read.passed();
      at = read.last();
    } while (read.more() && timeIsLeft());
    return deleted;
  }

  /**
   * Transactions round a table, from where the run before stopped. It ends at the end, where the
   * next begins again, or after {@link #KEPT} rows that stay.
   *
   * @param page reads up to {@link #rows} rows after a place, null at the beginning
   * @return how many they deleted
   */
  int round(String rule, BiFunction<Transaction, @Nullable String, Page> page) {
    int deleted = 0;
    int kept = 0;
    @Nullable String at = place(rule);
    Page read;
    do {
      String from = at;
      read =
          one(tx -> {
            Page p = page.apply(tx, from);
            keep(tx, rule, p.more() && p.last() != null ? p.last() : "");
            return p;
          });
      deleted += read.deleted();
      kept += read.read() - read.deleted();
      at = read.last();
    } while (read.more() && kept < KEPT && timeIsLeft());
    return deleted;
  }

  private @Nullable String place(String rule) {
    Optional<String> place =
        one(tx ->
            tx.sql("select place from purge_place where rule = ?")
                .param(rule)
                .query(String.class)
                .optional());
    return place.filter(text -> !text.isEmpty()).orElse(null);
  }

  private static void keep(Transaction tx, String rule, String place) {
    tx.sql(
            """
            insert into purge_place (rule, place) values (?, ?)
            on conflict (rule) do update set place = excluded.place
            """)
        .params(rule, place)
        .update();
  }
}
