package oo.maintenance.purge;

import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Counts of calls that are paid for, which are as if they had never been counted. The table has no
 * index on its times, which each call changes, so it is read by its blocks.
 */
final class PaidCalls implements PurgeRule {
  private static final int BLOCKS = 20;

  @Override
  public String name() {
    return "call_rates";
  }

  @Override
  public int purge(Batches batches) {
    return batches.round(name(), PaidCalls::page);
  }

  /** The place is the number of the first block. */
  private static Batches.Page page(Transaction tx, @Nullable String from) {
    long begin = from == null ? 0 : Long.parseLong(from);
    long end = begin + BLOCKS;
    return tx.sql(
            """
            with page as (
              select key, paid_until from call_rate where ctid >= cast(:begin as tid) and ctid < cast(:end as tid)),
            gone as (
              delete from call_rate where key in (
                select key from call_rate
                where key in (select key from page where paid_until <= oo_now()) and paid_until <= oo_now()
                for update skip locked)
              returning true)
            select (select count(*) from page) as read, (select count(*) from gone) as deleted,
              pg_relation_size('call_rate') > :size as more
            """)
        .param("begin", "(" + begin + ",0)")
        .param("end", "(" + end + ",0)")
        .param("size", end * 8192)
        .query((row, n) ->
            new Batches.Page(
                row.getInt("read"),
                row.getInt("deleted"),
                String.valueOf(end),
                row.getBoolean("more"),
                true))
        .single();
  }
}
