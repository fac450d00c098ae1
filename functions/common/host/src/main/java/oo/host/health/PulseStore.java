package oo.host.health;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import oo.host.sql.Database;
import oo.host.sql.Sql;
import org.jspecify.annotations.Nullable;

/**
 * The table pulse: how oO's own work goes, a row for each {@link Waiting} that a schedule's
 * function measured, and for each such function that ended well. Asking costs one look-up, whatever
 * waits.
 */
public final class PulseStore {

  /** Ends the name of a consumer's row, after its function's. */
  private static final String CONSUMER = " consumer";

  /**
   * A row.
   *
   * @param since how long ago it was measured; the ages of {@code waiting} are of now
   */
  public record Pulse(Waiting waiting, Duration since) {}

  /** One statement; a row that is not named stays as it was. */
  public void write(Sql db, List<Waiting> measured) {
    db.sql(
            """
            insert into pulse (name, at, rows, oldest_at, late_at)
            select name, oo_now(), rows, oo_now() - oldest * interval '1 millisecond', oo_now() - late * interval '1 millisecond'
            from unnest(:names, :rows, :oldest, :late) as m(name, rows, oldest, late)
            on conflict (name) do update
            set at = excluded.at, rows = excluded.rows, oldest_at = excluded.oldest_at, late_at = excluded.late_at
            """)
        .param("names", db.texts(measured.stream().map(Waiting::name).toList()))
        .param("rows", db.array("int8", measured.stream().map(Waiting::rows).toList()))
        .param(
            "oldest",
            db.array("int8", measured.stream().map(each -> millis(each.oldest())).toList()))
        .param(
            "late", db.array("int8", measured.stream().map(each -> millis(each.late())).toList()))
        .update();
  }

  /**
   * A function whose queue was looked at.
   *
   * @param since how long ago
   */
  public record Oldest(String function, Duration since) {}

  /** Notes that the queue of a function was looked at. */
  public void looked(Sql db, String function) {
    ran(db, function + CONSUMER);
  }

  /** The one that was looked at the longest ago; empty when none ever was. */
  Optional<Oldest> oldestConsumer(Sql db) {
    return db.sql(
            """
            select left(name, -:suffix) as function, extract(epoch from oo_now() - at)::float8 as since
            from pulse where name like '%' || :consumer order by at limit 1
            """)
        .param("suffix", CONSUMER.length())
        .param("consumer", CONSUMER)
        .query((row, n) -> new Oldest(row.getString("function"), since(row)))
        .optional();
  }

  /** Writes unless all instances together did so in the last seconds; false then. */
  boolean wrote(Sql db) {
    return db.sql(
                """
                with old as (
                  update pulse set at = oo_now()
                  where name = 'writing' and at not between oo_now() - interval '5 seconds' and oo_now() returning 1),
                new as (
                  insert into pulse (name, at) select 'writing', oo_now()
                  where not exists (select 1 from pulse where name = 'writing') on conflict do nothing returning 1)
                select (select count(*) from old) + (select count(*) from new)
                """)
            .query(Long.class)
            .single()
        > 0;
  }

  private void ran(Sql db, String function) {
    write(db, List.of(new Waiting(function, 0, null, null)));
  }

  /** The work of a schedule's function, which is noted when it ends well. */
  public static Runnable noting(Database database, String function, Runnable work) {
    return () -> {
      work.run();
      database.execute(db -> new PulseStore().ran(db, function));
    };
  }

  public Optional<Pulse> find(Sql db, String name) {
    return db.sql(
            """
            select rows, extract(epoch from oo_now() - at)::float8 as since,
              extract(epoch from oo_now() - oldest_at)::float8 as oldest,
              extract(epoch from oo_now() - late_at)::float8 as late
            from pulse where name = ?
            """)
        .param(name)
        .query((row, n) ->
            new Pulse(
                new Waiting(
                    name,
                    row.getLong("rows"),
                    Waiting.age(row, "oldest"),
                    Waiting.age(row, "late")),
                since(row)))
        .optional();
  }

  static Duration since(ResultSet row) throws SQLException {
    Duration since = Waiting.age(row, "since");
    return since == null ? Duration.ZERO : since;
  }

  private static @Nullable Long millis(@Nullable Duration age) {
    return age == null ? null : age.toMillis();
  }
}
