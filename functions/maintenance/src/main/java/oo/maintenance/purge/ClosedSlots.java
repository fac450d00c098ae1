package oo.maintenance.purge;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import oo.host.sql.Transaction;

/**
 * Slots' past intervals that no decision's inputs refer to. An interval that ended within the last
 * day stays: a decision that is being made may have read the set's version before it ended, and is
 * not logged yet.
 */
final class ClosedSlots implements PurgeRule {

  /** Where the reading got to, in the order of the index slot_past. */
  private record Place(OffsetDateTime at, UUID user, UUID connection, int slot, long from) {}

  private static final Place BEGIN =
      new Place(
          OffsetDateTime.parse("0001-01-01T00:00:00Z"), new UUID(0, 0), new UUID(0, 0), -1, -1);

  @Override
  public String name() {
    return "slots";
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
                  select to_at, user_id, connection_id, slot, from_v, to_v from slot
                  where to_v is not null and to_at <= oo_now() - interval '1 day'
                    and (to_at, user_id, connection_id, slot, from_v) > (:at, :user, :connection, :slot, :from)
                  order by to_at, user_id, connection_id, slot, from_v limit :limit),
                gone as (
                  delete from slot s using page p
                  where s.user_id = p.user_id and s.connection_id = p.connection_id and s.slot = p.slot
                    and s.from_v = p.from_v and not exists (
                      select 1 from decision_input i
                      where i.user_id = p.user_id and i.connection_id = p.connection_id
                        and i.set_version >= p.from_v and i.set_version < p.to_v)
                  returning s.user_id, s.connection_id, s.slot, s.from_v)
                select p.to_at, p.user_id, p.connection_id, p.slot, p.from_v, g.slot is not null as gone
                from page p left join gone g using (user_id, connection_id, slot, from_v)
                order by p.to_at, p.user_id, p.connection_id, p.slot, p.from_v
                """)
            .param("at", from.at())
            .param("user", from.user())
            .param("connection", from.connection())
            .param("slot", from.slot())
            .param("from", from.from())
            .param("limit", limit)
            .query((row, n) ->
                new Row(
                    new Place(
                        row.getObject("to_at", OffsetDateTime.class),
                        row.getObject("user_id", UUID.class),
                        row.getObject("connection_id", UUID.class),
                        row.getInt("slot"),
                        row.getLong("from_v")),
                    row.getBoolean("gone")))
            .list();
    int deleted = (int) rows.stream().filter(Row::gone).count();
    return new Batches.Page<>(deleted, rows.size() < limit ? null : rows.getLast().place());
  }
}
