package oo.maintenance.purge;

import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import oo.host.sql.Transaction;

/**
 * Tasks that closed 30 days ago or longer and that no kept slot and no delivery under way refers
 * to, with all their versions. The connection's row is locked first, as for every change of tasks;
 * a connection that is locked now is left for the next run.
 */
final class ClosedTasks implements PurgeRule {

  /** Where the reading got to, in the order of the index task_closed. */
  private record Place(OffsetDateTime at, UUID user, UUID connection, String subject) {}

  private record Ref(UUID user, UUID connection) {}

  private static final Place BEGIN =
      new Place(OffsetDateTime.parse("0001-01-01T00:00:00Z"), new UUID(0, 0), new UUID(0, 0), "");

  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public int purge(Batches batches) {
    return batches.toTheEnd(BEGIN, (tx, from) -> page(tx, from, batches.rows()));
  }

  private static Batches.Page<Place> page(Transaction tx, Place from, int limit) {
    List<Place> page = closed(tx, from, limit);
    Set<Ref> held = hold(tx, page);
    List<Place> ours =
        page.stream().filter(p -> held.contains(new Ref(p.user(), p.connection()))).toList();
    return new Batches.Page<>(delete(tx, ours), page.size() < limit ? null : page.getLast());
  }

  private static List<Place> closed(Transaction tx, Place from, int limit) {
    return tx.sql(
            """
            select changed_at, user_id, connection_id, subject from task
            where not open and changed_at <= oo_now() - interval '30 days'
              and (changed_at, user_id, connection_id, subject) > (:at, :user, :connection, :subject)
            order by changed_at, user_id, connection_id, subject limit :limit
            """)
        .param("at", from.at())
        .param("user", from.user())
        .param("connection", from.connection())
        .param("subject", from.subject())
        .param("limit", limit)
        .query((row, n) ->
            new Place(
                row.getObject("changed_at", OffsetDateTime.class),
                row.getObject("user_id", UUID.class),
                row.getObject("connection_id", UUID.class),
                row.getString("subject")))
        .list();
  }

  private static Set<Ref> hold(Transaction tx, List<Place> page) {
    return new HashSet<>(
        tx.sql(
                """
                select user_id, connection_id from connection
                where (user_id, connection_id) in (select * from unnest(?, ?))
                order by user_id, connection_id
                for no key update skip locked
                """)
            .params(
                tx.uuids(page.stream().map(Place::user).toList()),
                tx.uuids(page.stream().map(Place::connection).toList()))
            .query((row, n) ->
                new Ref(
                    row.getObject("user_id", UUID.class),
                    row.getObject("connection_id", UUID.class)))
            .list());
  }

  /** In a statement after the lock's, which sees whatever was committed before it. */
  private static int delete(Transaction tx, List<Place> tasks) {
    return tx.sql(
            """
            with gone as (
              delete from task t using unnest(?, ?, ?) as p (user_id, connection_id, subject)
              where t.user_id = p.user_id and t.connection_id = p.connection_id and t.subject = p.subject
                and not t.open
                and not exists (
                  select 1 from slot s
                  where s.user_id = p.user_id and s.connection_id = p.connection_id
                    and s.subject = p.subject and s.to_v is null)
                and not exists (
                  select 1 from slot s
                  where s.user_id = p.user_id and s.connection_id = p.connection_id
                    and s.subject = p.subject and s.to_v is not null)
                and not exists (
                  select 1 from delivery d
                  where d.user_id = p.user_id and d.connection_id = p.connection_id
                    and d.subject = p.subject and d.state in ('waiting', 'sending'))
              returning t.user_id, t.connection_id, t.subject),
            versions as (
              delete from candidate c using gone g
              where c.user_id = g.user_id and c.connection_id = g.connection_id and c.subject = g.subject)
            select count(*) from gone
            """)
        .params(
            tx.uuids(tasks.stream().map(Place::user).toList()),
            tx.uuids(tasks.stream().map(Place::connection).toList()),
            tx.texts(tasks.stream().map(Place::subject).toList()))
        .query(Integer.class)
        .single();
  }
}
