package oo.maintenance.purge;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import oo.host.sql.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Slots' past intervals that no decision's inputs refer to, with the versions of features and the
 * closed tasks that nothing else needs. An interval that ended within the last day stays: a
 * decision that is being made may have read the set's version before it ended, and is not logged
 * yet.
 *
 * <p>Each interval is looked at once when it is a day old. One that a decision needs is looked at
 * again when the last such decision goes: a trigger notes its version in freed_version.
 */
final class ClosedSlots implements PurgeRule {
  /** So few that a tap, which waits for the connection's row, waits for milliseconds. */
  private static final int AT_ONCE = 200;

  /** A row of freed_version. */
  private record Freed(OffsetDateTime at, UUID user, UUID connection, long version) {}

  private record Slot(String subject, long version) {}

  private static final Freed BEGIN =
      new Freed(OffsetDateTime.parse("0001-01-01T00:00:00Z"), new UUID(0, 0), new UUID(0, 0), -1);

  @Override
  public String name() {
    return "slots";
  }

  @Override
  public int purge(Batches batches) {
    batches.forward(name(), (tx, from) -> note(tx, from, batches.rows()));
    return deleteFreed(batches);
  }

  /** A place after now means that the clock was wrong: everything is looked at again. */
  private static Batches.Page note(Transaction tx, @Nullable String from, int limit) {
    return tx.sql(
            """
            with page as (
              select to_at, user_id, connection_id, from_v, to_v from slot
              where to_v is not null and to_at <= oo_now() - interval '1 day'
                and to_at > coalesce((
                  select at from cast(:from as timestamptz) at where at <= oo_now() - interval '1 day'), '-infinity')
              order by to_at fetch first :limit rows with ties),
            noted as (
              insert into freed_version (user_id, connection_id, set_version)
              select c.user_id, c.connection_id, p.from_v
              from (
                select distinct user_id, connection_id, from_v from page p
                where not exists (
                  select 1 from decision_input i
                  where i.user_id = p.user_id and i.connection_id = p.connection_id
                    and i.set_version >= p.from_v and i.set_version < p.to_v)) p
              join connection c using (user_id, connection_id)
              for key share of c
              on conflict do nothing)
            select count(*) as read, max(to_at)::text as last from page
            """)
        .param("from", from)
        .param("limit", limit)
        .query((row, n) ->
            new Batches.Page(
                row.getInt("read"), 0, row.getString("last"), row.getInt("read") >= limit, true))
        .single();
  }

  /** The oldest first, so that no user waits for others again and again. */
  private static int deleteFreed(Batches batches) {
    int deleted = 0;
    Freed last = BEGIN;
    List<Freed> page;
    do {
      Freed after = last;
      page = batches.one(tx -> freed(tx, after, batches.rows()));
      for (Freed freed : page) {
        deleted += deleteAround(batches, freed);
        last = freed;
        if (!batches.timeIsLeft()) {
          return deleted;
        }
      }
    } while (page.size() == batches.rows());
    return deleted;
  }

  private static List<Freed> freed(Transaction tx, Freed after, int limit) {
    return tx.sql(
            """
            select at, user_id, connection_id, set_version from freed_version
            where (at, user_id, connection_id, set_version) > (?, ?, ?, ?)
            order by at, user_id, connection_id, set_version limit ?
            """)
        .params(after.at(), after.user(), after.connection(), after.version(), limit)
        .query((row, n) ->
            new Freed(
                row.getObject("at", OffsetDateTime.class),
                row.getObject("user_id", UUID.class),
                row.getObject("connection_id", UUID.class),
                row.getLong("set_version")))
        .list();
  }

  private static int deleteAround(Batches batches, Freed freed) {
    int limit = Math.min(batches.rows(), AT_ONCE);
    int all = 0;
    int deleted;
    do {
      deleted = batches.<Integer>one(tx -> deleteAround(tx, freed, limit));
      all += deleted;
    } while (deleted >= limit && batches.timeIsLeft());
    return all;
  }

  /**
   * Deletes what lies between the two decisions that stay and are next to the version. The
   * connection's row is locked first, as for every change of tasks; one that is locked now is left
   * for the next run.
   */
  private static int deleteAround(Transaction tx, Freed freed, int limit) {
    boolean ours =
        tx.sql(
                """
                select true from connection c join freed_version f using (user_id, connection_id)
                where user_id = ? and connection_id = ? and f.set_version = ?
                for no key update of c skip locked
                """)
            .params(freed.user(), freed.connection(), freed.version())
            .query(Boolean.class)
            .optional()
            .isPresent();
    if (!ours) {
      return 0;
    }
    List<Slot> gone = deleteSlots(tx, freed, limit);
    if (!gone.isEmpty()) {
      deleteVersions(tx, freed, gone);
      ClosedTasks.delete(
          tx,
          gone.stream()
              .map(slot -> new ClosedTasks.Place(freed.user(), freed.connection(), slot.subject()))
              .distinct()
              .toList());
    }
    if (gone.size() < limit) {
      between(
              "delete from freed_version f where %s and f.set_version > %s and f.set_version <= %s",
              tx, freed)
          .update();
    }
    return gone.size();
  }

  private static List<Slot> deleteSlots(Transaction tx, Freed freed, int limit) {
    return between(
            """
            delete from slot where (user_id, connection_id, slot, from_v) in (
              select user_id, connection_id, slot, from_v from slot f
              where %1$s and to_at is not null and to_v > %2$s and to_v <= %3$s and from_v > %2$s
                and to_at <= oo_now() - interval '1 day'
              limit :limit)
            returning subject, version
            """,
            tx, freed)
        .param("limit", limit)
        .query((row, n) -> new Slot(row.getString("subject"), row.getLong("version")))
        .list();
  }

  /**
   * A statement about a connection's versions between the last one that a kept decision chose from
   * before this one and the first from this one on.
   *
   * @param sql with places for the connection and the two versions
   */
  private static JdbcClient.StatementSpec between(String sql, Transaction tx, Freed freed) {
    String input =
        "(select %s from decision_input where user_id = :user and connection_id = :connection and set_version %s :version)";
    return tx.sql(
            sql.formatted(
                "f.user_id = :user and f.connection_id = :connection",
                input.formatted("coalesce(max(set_version), -1)", "<"),
                input.formatted("coalesce(min(set_version), 9223372036854775807)", ">=")))
        .param("user", freed.user())
        .param("connection", freed.connection())
        .param("version", freed.version());
  }

  private static void deleteVersions(Transaction tx, Freed freed, List<Slot> gone) {
    tx.sql(
            """
            delete from candidate c using unnest(?, ?) as g (subject, version)
            where c.user_id = ? and c.connection_id = ? and c.subject = g.subject and c.version = g.version
              and %s
            """
                .formatted(UnusedVersions.UNUSED))
        .params(
            tx.texts(gone.stream().map(Slot::subject).toList()),
            tx.array("int8", gone.stream().map(Slot::version).toList()),
            freed.user(),
            freed.connection())
        .update();
  }
}
