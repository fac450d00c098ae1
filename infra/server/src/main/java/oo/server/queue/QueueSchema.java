package oo.server.queue;

import oo.fn.protocol.ServerTables;
import oo.host.sql.Database;

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

  private QueueSchema() {}

  /** Harmless when it is there. */
  public static void create(Database database) {
    ServerTables.create(database, SCHEDULES);
  }
}
