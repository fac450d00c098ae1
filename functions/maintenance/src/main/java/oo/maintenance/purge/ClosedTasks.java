package oo.maintenance.purge;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that closed 30 days ago or longer and that no kept slot and no delivery under way refers
 * to, with all their versions. Each is looked at once when it is that old; {@link ClosedSlots}
 * deletes one that a slot keeps until later. A delivery's decision has such a slot.
 *
 * <p>The connection's row is locked first, as for every change of tasks; a connection that is
 * locked now is left for the next run.
 */
final class ClosedTasks implements PurgeRule {
  /** So few that a tap, which waits for its connection's row, waits for milliseconds. */
  private static final int AT_ONCE = 200;

  /** A task. */
  record Place(UUID user, UUID connection, String subject) {}

  private record Ref(UUID user, UUID connection) {}

  private record Row(String at, Place task) {}

  private static final String UNNEEDED =
      """
      not t.open and t.changed_at <= oo_now() - interval '30 days'
        and not exists (
          select 1 from slot s
          where s.user_id = t.user_id and s.connection_id = t.connection_id
            and s.subject = t.subject and s.to_v is null)
        and not exists (
          select 1 from slot s
          where s.user_id = t.user_id and s.connection_id = t.connection_id
            and s.subject = t.subject and s.to_v is not null)
        and not exists (
          select 1 from delivery d
          where d.user_id = t.user_id and d.connection_id = t.connection_id
            and d.subject = t.subject and d.state in ('waiting', 'sending'))
      """;

  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public int purge(Batches batches) {
    int limit = Math.min(batches.rows(), AT_ONCE);
    return batches.forward(name(), (tx, from) -> page(tx, from, limit));
  }

  /** A place after now means that the clock was wrong: everything is looked at again. */
  private static Batches.Page page(Transaction tx, @Nullable String from, int limit) {
    record Found(String at, Place task, boolean goes) {}
    List<Found> page =
        tx.sql(
                """
                select t.changed_at::text as at, t.user_id, t.connection_id, t.subject, %s as goes
                from (
                  select * from task
                  where not open and changed_at <= oo_now() - interval '30 days'
                    and changed_at > coalesce((
                      select at from cast(:from as timestamptz) at where at <= oo_now() - interval '30 days'), '-infinity')
                  order by changed_at fetch first :limit rows with ties) t
                order by t.changed_at
                """
                    .formatted(UNNEEDED))
            .param("from", from)
            .param("limit", limit)
            .query((row, n) ->
                new Found(
                    row.getString("at"),
                    new Place(
                        row.getObject("user_id", UUID.class),
                        row.getObject("connection_id", UUID.class),
                        row.getString("subject")),
                    row.getBoolean("goes")))
            .list();
    List<Place> going = page.stream().filter(Found::goes).map(Found::task).toList();
    Set<Ref> held = hold(tx, going);
    List<Place> ours =
        going.stream().filter(p -> held.contains(new Ref(p.user(), p.connection()))).toList();
    return new Batches.Page(
        page.size(),
        delete(tx, ours),
        page.isEmpty() ? null : page.getLast().at(),
        page.size() >= limit,
        ours.size() == going.size());
  }

  private static Set<Ref> hold(Transaction tx, List<Place> page) {
    if (page.isEmpty()) {
      return Set.of();
    }
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

  /**
   * Those of these tasks that nothing needs. The connections must be locked, in a statement before
   * this one, which sees whatever was committed before the lock.
   */
  static int delete(Transaction tx, List<Place> tasks) {
    if (tasks.isEmpty()) {
      return 0;
    }
    return tx.sql(
            """
            with gone as (
              delete from task t using unnest(?, ?, ?) as p (user_id, connection_id, subject)
              where t.user_id = p.user_id and t.connection_id = p.connection_id and t.subject = p.subject
                and %s
              returning t.user_id, t.connection_id, t.subject),
            versions as (
              delete from candidate c using gone g
              where c.user_id = g.user_id and c.connection_id = g.connection_id and c.subject = g.subject)
            select count(*) from gone
            """
                .formatted(UNNEEDED))
        .params(
            tx.uuids(tasks.stream().map(Place::user).toList()),
            tx.uuids(tasks.stream().map(Place::connection).toList()),
            tx.texts(tasks.stream().map(Place::subject).toList()))
        .query(Integer.class)
        .single();
  }
}
