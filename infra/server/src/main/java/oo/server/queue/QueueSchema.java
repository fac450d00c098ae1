package oo.server.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import oo.fn.protocol.ServerTables;
import oo.host.health.Waiting;
import oo.host.sql.Database;
import oo.host.sql.Sql;

/**
 * The server's tables, in the schema oo_runtime: those that a function on Fn uses too, and the
 * schedules'.
 */
public final class QueueSchema {
  // As db-scheduler's own documentation has it for PostgreSQL.
  private static final String SCHEDULES =
      """
      create table if not exists oo_runtime.scheduled_tasks (
        task_name text not null,
        task_instance text not null,
        task_data bytea,
        execution_time timestamptz not null,
        picked boolean not null,
        picked_by text,
        last_success timestamptz,
        last_failure timestamptz,
        consecutive_failures int,
        last_heartbeat timestamptz,
        version bigint not null,
        priority smallint,
        primary key (task_name, task_instance)
      );
      """;

  private static final String WAITING =
      """
      select q.queue, w.rows, extract(epoch from oo_now() - w.oldest)::float8 as oldest
      from unnest(:queues) as q(queue) cross join lateral (
        select count(*) as rows, min(sent_at) as oldest from (
          select sent_at from oo_runtime.message m where m.queue = q.queue order by visible_at limit :most) counted) w
      """;
  private static final String RAN_AT =
      """
      select task_name, extract(epoch from greatest(last_success, last_failure))::float8 as at
      from oo_runtime.scheduled_tasks where last_success is not null or last_failure is not null
      """;

  private QueueSchema() {}

  /** Harmless when it is there. */
  public static void create(Database database) {
    ServerTables.create(database, SCHEDULES);
  }

  /**
   * The messages of each queue, also those that are being served; their age is since they were
   * sent.
   */
  public static Map<String, Waiting> waiting(Sql db, Collection<String> queues) {
    var all = new HashMap<String, Waiting>();
    db.sql(WAITING)
        .param("queues", db.texts(queues))
        .param("most", Waiting.MOST)
        .query(row -> {
          String queue = row.getString("queue");
          all.put(queue, new Waiting(queue, row.getLong("rows"), Waiting.age(row, "oldest"), null));
        });
    return all;
  }

  /** When each schedule's function last ended, in seconds since 1970; none that never did. */
  public static Map<String, Double> ranAt(Sql db) {
    var all = new HashMap<String, Double>();
    db.sql(RAN_AT)
        .query(row -> {
          all.put(row.getString("task_name"), row.getDouble("at"));
        });
    return all;
  }
}
