package oo.fn.protocol;

import oo.host.sql.Database;

/**
 * The tables of {@code oo_runtime} that both sides use. The server makes them; they are no
 * migration of oO's, as they are not there where SQS and S3 are.
 */
public final class ServerTables {
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
      alter table oo_runtime.message add column if not exists sent_at timestamptz not null default oo_now();
      create index if not exists message_next on oo_runtime.message (queue, visible_at);
      create index if not exists message_failed on oo_runtime.message (queue, receives) where receives > 0;
      drop table if exists oo_runtime.object;
      create table if not exists oo_runtime.stored_object (
        object_key   text primary key,
        content_type text not null,
        length       bigint not null,
        expires_at   timestamptz not null
      );
      create index if not exists stored_object_expires on oo_runtime.stored_object (expires_at);
      create table if not exists oo_runtime.stored_part (
        object_key text not null references oo_runtime.stored_object on delete cascade,
        part       int not null,
        content    bytea not null,
        primary key (object_key, part)
      );
      """;

  private ServerTables() {}

  /** Harmless when they are there; {@code more} is made with them. */
  public static void create(Database database, String more) {
    database.run(tx -> {
      // Two that begin at once: "if not exists" alone does not keep them from colliding.
      tx.sql("select pg_advisory_xact_lock(4711)").query((row, i) -> 0).list();
      tx.sql(DDL + more).update();
    });
  }
}
