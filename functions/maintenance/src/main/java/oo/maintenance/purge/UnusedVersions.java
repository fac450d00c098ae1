package oo.maintenance.purge;

import java.util.List;
import java.util.UUID;
import oo.host.sql.Transaction;

/**
 * Versions of tasks' features that no slot holds, now or in a past that is kept. The newest of each
 * task stays.
 */
final class UnusedVersions implements PurgeRule {

  /** Where the reading got to, in the order of the primary key. */
  private record Place(UUID user, UUID connection, String subject, long version) {}

  private static final Place BEGIN = new Place(new UUID(0, 0), new UUID(0, 0), "", -1);

  @Override
  public String name() {
    return "candidates";
  }

  @Override
  public int purge(Batches batches) {
    return batches.toTheEnd(BEGIN, (tx, from) -> page(tx, from, batches.rows()));
  }

  private static Batches.Page<Place> page(Transaction tx, Place from, int limit) {
    record Row(Place place, boolean gone) {}
    List<Row> rows =
        tx.sql(
                """
                with page as (
                  select user_id, connection_id, subject, version from candidate
                  where (user_id, connection_id, subject, version) > (:user, :connection, :subject, :version)
                  order by user_id, connection_id, subject, version limit :limit),
                gone as (
                  delete from candidate c using page p
                  where c.user_id = p.user_id and c.connection_id = p.connection_id and c.subject = p.subject
                    and c.version = p.version
                    and exists (
                      select 1 from task t
                      where t.user_id = p.user_id and t.connection_id = p.connection_id
                        and t.subject = p.subject and t.version > p.version)
                    and not exists (
                      select 1 from slot s
                      where s.user_id = p.user_id and s.connection_id = p.connection_id
                        and s.subject = p.subject and s.version = p.version and s.to_v is null)
                    and not exists (
                      select 1 from slot s
                      where s.user_id = p.user_id and s.connection_id = p.connection_id
                        and s.subject = p.subject and s.version = p.version and s.to_v is not null)
                  returning c.user_id, c.connection_id, c.subject, c.version)
                select p.user_id, p.connection_id, p.subject, p.version, g.version is not null as gone
                from page p left join gone g using (user_id, connection_id, subject, version)
                order by p.user_id, p.connection_id, p.subject, p.version
                """)
            .param("user", from.user())
            .param("connection", from.connection())
            .param("subject", from.subject())
            .param("version", from.version())
            .param("limit", limit)
            .query((row, n) ->
                new Row(
                    new Place(
                        row.getObject("user_id", UUID.class),
                        row.getObject("connection_id", UUID.class),
                        row.getString("subject"),
                        row.getLong("version")),
                    row.getBoolean("gone")))
            .list();
    int deleted = (int) rows.stream().filter(Row::gone).count();
    return new Batches.Page<>(deleted, rows.size() < limit ? null : rows.getLast().place());
  }
}
