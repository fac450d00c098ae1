package oo.runtime.queue;

import oo.host.sql.Database;

/**
 * The runtime's own tables, in a schema of their own: no migration of oO's, as they are not there
 * where SQS and EventBridge are.
 */
public final class RuntimeSchema {
  // db-scheduler's table is as its own documentation has it for PostgreSQL.
  private static final String DDL =
      """
      create schema if not exists oo_runtime;
      create table if not exists oo_runtime.message (
        message_id uuid primary key,
        queue      text not null,
        body       text not null,
        visible_at timestamptz not null,
        receives   int not null default 0,
        receipt    uuid
      );
      create index if not exists message_next on oo_runtime.message (queue, visible_at);
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

  private RuntimeSchema() {}

  /** Harmless when it is there. */
  public static void create(Database database) {
    database.run(
        tx -> {
          // Two that begin at once: "if not exists" alone does not keep them from colliding.
          tx.sql("select pg_advisory_xact_lock(4711)").query((row, i) -> 0).list();
          tx.sql(DDL).update();
        });
  }
}
