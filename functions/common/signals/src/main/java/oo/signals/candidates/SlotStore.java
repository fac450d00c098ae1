package oo.signals.candidates;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import oo.contract.Json;
import oo.host.sql.Transaction;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.Task;
import org.jspecify.annotations.Nullable;

/** The table slot. */
final class SlotStore {

  /**
   * A task and its place.
   *
   * @param in whether it belongs in the set now
   * @param slot null when it has none
   * @param slotVersion the features' version in that slot
   */
  record Placed(
      String subject,
      long version,
      boolean in,
      @Nullable Integer slot,
      @Nullable Long slotVersion) {}

  /**
   * Holds the one rule of what is a candidate: open and completable, its time has come, not put
   * aside, without open subtasks, no delivery of it pending.
   */
  List<Placed> placed(Transaction tx, ConnectionRef ref, Collection<String> subjects) {
    return tx.sql(
            """
            select t.subject, t.version, s.slot, s.version as slot_version,
                   t.eligible and t.returns_at is null and not exists (
                     select 1 from task child
                     where child.user_id = t.user_id and child.connection_id = t.connection_id
                       and child.parent = t.subject and child.open and child.subject <> t.subject) and not exists (
                     select 1 from delivery d
                     where d.user_id = t.user_id and d.connection_id = t.connection_id and d.subject = t.subject
                       and d.state in ('waiting', 'sending')) as belongs
            from task t left join lateral (
              select slot, version from slot
              where user_id = t.user_id and connection_id = t.connection_id and subject = t.subject
                and to_v is null limit 1) s on true
            where t.user_id = ? and t.connection_id = ? and t.subject = any(?)
            order by t.subject
            """)
        .params(ref.user().value(), ref.connection().value(), tx.texts(subjects))
        .query((row, n) ->
            new Placed(
                row.getString("subject"),
                row.getLong("version"),
                row.getBoolean("belongs"),
                row.getObject("slot", Integer.class),
                row.getObject("slot_version", Long.class)))
        .list();
  }

  List<SlotPlan.Row> tail(Transaction tx, ConnectionRef ref, int from) {
    return tx.sql(
            """
            select slot, subject, version from slot
            where user_id = ? and connection_id = ? and slot >= ? and to_v is null
            """)
        .params(ref.user().value(), ref.connection().value(), from)
        .query((row, n) ->
            new SlotPlan.Row(row.getInt("slot"), row.getString("subject"), row.getLong("version")))
        .list();
  }

  void apply(Transaction tx, ConnectionRef ref, long version, SlotPlan plan) {
    UUID user = ref.user().value();
    UUID connection = ref.connection().value();
    if (!plan.cleared().isEmpty()) {
      tx.sql(
              """
              update slot set to_v = ?, to_at = oo_now()
              where user_id = ? and connection_id = ? and slot = any(?) and to_v is null
              """)
          .params(version, user, connection, tx.array("int4", plan.cleared()))
          .update();
    }
    if (!plan.filled().isEmpty()) {
      tx.sql(
              """
              insert into slot (user_id, connection_id, slot, from_v, subject, version)
              select :user, :connection, row.slot, :from, row.subject, row.version
              from unnest(:slots, :subjects, :versions) as row (slot, subject, version)
              """)
          .param("user", user)
          .param("connection", connection)
          .param("from", version)
          .param("slots", tx.array("int4", plan.filled().stream().map(SlotPlan.Row::slot).toList()))
          .param("subjects", tx.texts(plan.filled().stream().map(SlotPlan.Row::subject).toList()))
          .param(
              "versions",
              tx.array("int8", plan.filled().stream().map(SlotPlan.Row::version).toList()))
          .update();
    }
  }

  /**
   * One slot of a set: one index look-up for the slot's interval and one for the features, whatever
   * the set's size and history. Not a join: where PostgreSQL has no statistics yet, as after a
   * first reading, it joins by all rows of the connection.
   */
  Optional<Candidate> at(Transaction tx, CandidateSet set, int slot) {
    return tx.sql(
            """
            select s.subject, s.version, (
              select c.task from candidate c
              where c.user_id = s.user_id and c.connection_id = s.connection_id
                and c.subject = s.subject and c.version = s.version) as task
            from (
              select * from slot
              where user_id = :user and connection_id = :connection and slot = :slot and from_v <= :version
              order by from_v desc limit 1) s
            where s.to_v is null or :version < s.to_v
            """)
        .param("user", set.connection().user().value())
        .param("connection", set.connection().connection().value())
        .param("slot", slot)
        .param("version", set.version())
        .query((row, n) -> {
          String task = row.getString("task");
          return task == null
              ? Optional.<Candidate>empty()
              : Optional.of(
                  new Candidate(row.getString("subject"), row.getLong("version"), task(task)));
        })
        .optional()
        .flatMap(found -> found);
  }

  /** Where a task is in the live set now. */
  Optional<Integer> slotOf(Transaction tx, ConnectionRef ref, String subject) {
    return tx.sql(
            """
            select slot from slot
            where user_id = ? and connection_id = ? and subject = ? and to_v is null
            """)
        .params(ref.user().value(), ref.connection().value(), subject)
        .query(Integer.class)
        .optional();
  }

  static Task task(String json) {
    return Json.mapper().readValue(json, Task.class);
  }
}
