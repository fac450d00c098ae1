package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import oo.host.base.Settings;
import oo.maintenance.purge.PurgeExpiredFunction;
import oo.signals.outbox.EventOutbox;
import org.junit.jupiter.api.Test;

/**
 * How much {@code purge_expired} reads, counted by the database. Of tables that it goes round it
 * reads a bounded part, and less where they end.
 */
final class PurgeWorkIT {
  /** So many that a run reads only a part of a table that it goes round. */
  private static final int USERS = 1_500;

  @Test
  void aRunReadsTheSameWhateverIsKept() {
    try (var few = new Rows();
        var many = new Rows();
        var oneUser = new Rows()) {
      keep(few, USERS, 10);
      keep(many, 3 * USERS, 10);
      keep(oneUser, USERS, 10);
      keep(oneUser, 1, 20 * USERS);

      long ofFew = readByOneRun(few);
      assertThat(readByOneRun(many)).isBetween(ofFew / 2, ofFew * 3 / 2);
      assertThat(readByOneRun(oneUser)).isBetween(ofFew / 2, ofFew * 3 / 2);

      long deletingOfFew = readWhenOneUsersDecisionsExpire(few);
      assertThat(readWhenOneUsersDecisionsExpire(many))
          .isBetween(deletingOfFew / 2, deletingOfFew * 3 / 2);
      assertThat(readWhenOneUsersDecisionsExpire(oneUser))
          .isBetween(deletingOfFew / 2, deletingOfFew * 3 / 2);
    }
  }

  /** After one that looked once at each row that has turned old enough. */
  private static long readByOneRun(Rows rows) {
    int kept = all(rows);
    purge(rows);
    long read = purge(rows);
    assertThat(all(rows)).as("all must stay").isEqualTo(kept);
    return read;
  }

  private static long readWhenOneUsersDecisionsExpire(Rows rows) {
    rows.run(
        """
        with one as (select user_id from connection where account_id = '7')
        update decision set made_at = oo_now() - interval '401 days' from one where decision.user_id = one.user_id
        """);
    rows.run("delete from delivery where state = 'waiting'");
    int kept = all(rows);
    long read = purge(rows);
    assertThat(all(rows))
        .as("10 decisions, 2 deliveries, 20 slots, 9 tasks, 19 versions")
        .isEqualTo(kept - 60);
    return read;
  }

  private static long purge(Rows rows) {
    long before = read(rows);
    new PurgeExpiredFunction(
            rows.database, EventOutbox.from(new Settings(Map.of())), 1_000, Duration.ofMinutes(4))
        .run();
    return read(rows) - before;
  }

  private static int all(Rows rows) {
    return rows.count("slot")
        + rows.count("candidate")
        + rows.count("task")
        + rows.count("decision")
        + rows.count("delivery")
        + rows.count("session")
        + rows.count("call_rate")
        + rows.count("notice");
  }

  /** Sessions end with each transaction, as there is no pool, and have told by then. */
  private static long read(Rows rows) {
    return rows.database.statement(db ->
        db.sql(
                """
                select sum(coalesce(seq_tup_read, 0) + coalesce(i.read, 0))
                from pg_stat_user_tables t left join (
                  select relid, sum(idx_tup_read) as read from pg_stat_user_indexes group by relid) i using (relid)
                where schemaname = 'public'
                """)
            .query(Long.class)
            .single());
  }

  /**
   * For each user two past slots of each task, which decisions of ten days ago need; all tasks but
   * one are closed.
   */
  private static void keep(Rows rows, int users, int tasks) {
    // One statement after another in one session, for the temporary table.
    rows.database.run(tx ->
        List.of(
                """
                create temp table person on commit drop as select gen_random_uuid() as user_id, gen_random_uuid() as connection_id, n
                from generate_series(1, %1$d) n;
                insert into app_user (user_id, created_at, seen_at) select user_id, oo_now(), oo_now() from person;
                insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at, set_version, set_size)
                select user_id, connection_id, 'todoist', n::text, 'live', oo_now(), oo_now() + interval '1 day', 100, 1 from person;
                insert into task (user_id, connection_id, subject, event_id, version, open, eligible, changed_at)
                select user_id, connection_id, 't' || t, '', 2, t = 1, true, oo_now() - interval '40 days'
                from person, generate_series(1, %2$d) t;
                insert into candidate (user_id, connection_id, subject, version, task)
                select user_id, connection_id, 't' || t, v, '{"title": "A"}' from person, generate_series(1, %2$d) t, generate_series(1, 2) v;
                insert into slot (user_id, connection_id, slot, from_v, to_v, subject, version, to_at)
                select user_id, connection_id, t - 1, 10 * v, 10 * v + 10, 't' || t, v, oo_now() - interval '5 days' - n * interval '1 second'
                from person, generate_series(1, %2$d) t, generate_series(1, 2) v;
                insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
                  client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
                select user_id, gen_random_uuid(), oo_now() - interval '10 days', oo_now(), 'random', 0, '\\x00', '{}', '{}', '{}',
                  connection_id, d, 'a', 1, 'none', false, '{}', 'done'
                from person, generate_series(0, 9) d;
                insert into decision_input (user_id, decision_id, position, connection_id, set_version, set_size)
                select user_id, decision_id, 0, connection_id, 11 + slot, 10 from decision join person using (user_id, connection_id);
                insert into decision_input (user_id, decision_id, position, connection_id, set_version, set_size)
                select user_id, decision_id, 1, connection_id, 21 + slot, 10 from decision join person using (user_id, connection_id) where slot < 5;
                insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
                  command_id, state, due_at, traceparent, created_at, settled_at)
                select user_id, decision_id, 'close', connection_id, 'a' || slot, 'none', false, gen_random_uuid(),
                  case slot when 0 then 'waiting' else 'delivered' end, oo_now(), '', oo_now(),
                  case slot when 0 then null else oo_now() - interval '9 days' end
                from decision join person using (user_id, connection_id) where slot < 3;
                insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
                select user_id, gen_random_uuid(), oo_now(), oo_now(), oo_now() + interval '30 days'
                from person, generate_series(1, 3);
                insert into notice (user_id, notice_id, connection_id, kind, title, detail, at, seen_at)
                select user_id, gen_random_uuid(), connection_id, 'refused', 't', 'd', oo_now() - interval '300 days', null
                from person, generate_series(1, 3);
                insert into call_rate select gen_random_uuid(), oo_now() + interval '1 hour', false
                from person, generate_series(1, 10);
                """
                    .formatted(users, tasks)
                    .split(";\n"))
            .forEach(sql -> tx.sql(sql).update()));
    rows.run("analyze");
  }
}
