package oo.maintenance.purge;

import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Versions of tasks' features that never had a slot, as of a task that changed while it was put
 * aside. The newest of each task stays. They are few and nothing promises their end, so a run looks
 * at a part of the table. {@link ClosedSlots} deletes the versions that had one.
 */
final class UnusedVersions implements PurgeRule {
  /** Of a candidate c: it is not its task's newest, and no slot holds it. */
  static final String UNUSED =
      """
      exists (
        select 1 from task t
        where t.user_id = c.user_id and t.connection_id = c.connection_id
          and t.subject = c.subject and t.version > c.version)
      and not exists (
        select 1 from slot s
        where s.user_id = c.user_id and s.connection_id = c.connection_id
          and s.subject = c.subject and s.version = c.version and s.to_v is null)
      and not exists (
        select 1 from slot s
        where s.user_id = c.user_id and s.connection_id = c.connection_id
          and s.subject = c.subject and s.version = c.version and s.to_v is not null)
      """;

  @Override
  public String name() {
    return "candidates";
  }

  @Override
  public int purge(Batches batches) {
    return batches.round(name(), (tx, from) -> page(tx, from, batches.rows()));
  }

  /** The place is the primary key as a row's text. */
  private static Batches.Page page(Transaction tx, @Nullable String from, int limit) {
    return tx.sql(
            """
            with place as (
              select * from jsonb_to_record(cast(:from as jsonb))
                as p (user_id uuid, connection_id uuid, subject text, version bigint)),
            page as (
              select user_id, connection_id, subject, version from candidate
              where (user_id, connection_id, subject, version) > (
                (select user_id from place), (select connection_id from place), (select subject from place),
                (select version from place))
              order by user_id, connection_id, subject, version limit :limit),
            gone as (
              delete from candidate c using page p
              where c.user_id = p.user_id and c.connection_id = p.connection_id and c.subject = p.subject
                and c.version = p.version and %s
              returning true)
            select (select count(*) from page) as read, (select count(*) from gone) as deleted, (
              select to_jsonb(page)::text from page
              order by user_id desc, connection_id desc, subject desc, version desc limit 1) as last
            """
                .formatted(UNUSED))
        .param("from", from == null ? BEGIN : from)
        .param("limit", limit)
        .query((row, n) ->
            new Batches.Page(
                row.getInt("read"),
                row.getInt("deleted"),
                row.getString("last"),
                row.getInt("read") >= limit,
                true))
        .single();
  }

  private static final String BEGIN =
      """
      {"user_id": "00000000-0000-0000-0000-000000000000", "connection_id": "00000000-0000-0000-0000-000000000000",
       "subject": "", "version": -1}
      """;
}
