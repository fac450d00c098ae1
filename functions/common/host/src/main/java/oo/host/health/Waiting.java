package oo.host.health;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import oo.host.sql.Sql;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/**
 * Work that waits in a table: an outbox. The store of the table measures it.
 *
 * @param name of the outbox, e.g. {@code deliveries}
 * @param rows that wait, {@link #MOST} at most
 * @param oldest how long the oldest of them has waited; null when none waits
 * @param late for how long the first of them has been due; null when none is due
 */
public record Waiting(String name, long rows, @Nullable Duration oldest, @Nullable Duration late) {
  /** No more are counted, so that measuring costs the same in any backlog. */
  public static final int MOST = 10_000;

  /**
   * One statement.
   *
   * @param rows a select of at most {@link #MOST} rows with {@code since} and {@code due}, times
   */
  public static Waiting of(Sql db, String name, String rows) {
    RowMapper<Waiting> mapper =
        (row, n) -> new Waiting(name, row.getLong("rows"), age(row, "oldest"), age(row, "late"));
    return db.sql(
            """
            select count(*) as rows,
              extract(epoch from oo_now() - min(since))::float8 as oldest,
              extract(epoch from oo_now() - min(due) filter (where due <= oo_now()))::float8 as late
            from (%s limit %d) waiting
            """
                .formatted(rows, MOST))
        .query(mapper)
        .single();
  }

  /** An age in a column of seconds; null when there is none. */
  public static @Nullable Duration age(ResultSet row, String column) throws SQLException {
    double seconds = row.getDouble(column);
    return row.wasNull() ? null : Duration.ofMillis(Math.round(Math.max(0, seconds) * 1_000));
  }
}
