package oo.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import oo.host.base.Trace;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;
import oo.signals.Bus;
import oo.signals.CandidateSet;
import oo.signals.ConnectionRef;
import oo.signals.NormalizedEvent;
import oo.signals.Task;
import oo.signals.candidates.CandidatePool;
import oo.signals.lifecycle.ConnectionLifecycle;
import org.jspecify.annotations.Nullable;

/** A database with people in it; times are told as ages, by the database's clock. */
final class Rows implements AutoCloseable {
  final TestDatabase test = TestDatabase.create();
  final Database database = new Database(test.dataSource());
  final CandidatePool candidates = new CandidatePool();
  final Bus bus = new Bus(List.of(candidates));
  final ConnectionLifecycle lifecycle = new ConnectionLifecycle();

  UserId user() {
    var user = new UserId(Uuid7.next());
    run(
        "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())",
        user.value());
    return user;
  }

  /** With the address ada@example.com, which Google has verified. */
  UserId addressee() {
    UserId user = user();
    run(
        "update app_user set email = 'ada@example.com', email_verified = true where user_id = ?",
        user.value());
    return user;
  }

  UUID session(UserId user) {
    UUID session = Uuid7.next();
    run(
        """
        insert into session (user_id, session_id, created_at, last_seen_at, expires_at)
        values (?, ?, oo_now(), oo_now(), oo_now() + interval '30 days')
        """,
        user.value(),
        session);
    return session;
  }

  ConnectionRef connection(UserId user) {
    return database.transaction(
        tx -> lifecycle.connect(tx, user, "todoist", Uuid7.next().toString(), "me", Trace.begin()));
  }

  /** Opens tasks, or changes them when their title is another. */
  void open(ConnectionRef ref, String title, String... subjects) {
    emit(ref, NormalizedEvent.Kind.CHANGED, task(title), subjects);
  }

  void close(ConnectionRef ref, String... subjects) {
    emit(ref, NormalizedEvent.Kind.CLOSED, null, subjects);
  }

  private void emit(
      ConnectionRef ref, NormalizedEvent.Kind kind, @Nullable Task task, String... subjects) {
    Instant now = now().toInstant();
    database.run(tx -> {
      for (String subject : subjects) {
        bus.in(tx)
            .accept(
                NormalizedEvent.of(ref, subject, kind, Uuid7.next().toString(), now, now, task));
      }
    });
  }

  CandidateSet set(ConnectionRef ref) {
    return database.<List<CandidateSet>>transaction(tx -> candidates.sets(tx, ref.user())).stream()
        .filter(set -> set.connection().equals(ref))
        .findFirst()
        .orElseThrow();
  }

  /** A decision that ended, made from the set as it is now. */
  UUID decision(ConnectionRef ref) {
    UUID decision = Uuid7.next();
    run(
        """
        insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
          client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
        values (?, ?, oo_now(), oo_now() + interval '12 hours', 'random', 0, '\\x00', '{}', '{}', '{}', ?, 0, 'a', 1,
          'none', false, '{}', 'done')
        """,
        ref.user().value(),
        decision,
        ref.connection().value());
    run(
        """
        insert into decision_input (user_id, decision_id, position, connection_id, set_version, set_size)
        select user_id, ?, 0, connection_id, set_version, set_size from connection
        where user_id = ? and connection_id = ?
        """,
        decision,
        ref.user().value(),
        ref.connection().value());
    return decision;
  }

  /** A delivery of a decision, due now and never hinted. */
  UUID delivery(ConnectionRef ref, String state) {
    UUID decision = decision(ref);
    run(
        """
        insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
          command_id, state, due_at, traceparent, created_at, sending_until, settled_at)
        values (?, ?, 'close', ?, ?, 'none', false, ?, ?, oo_now(), ?, oo_now(),
          case when ? = 'sending' then oo_now() end,
          case when ? not in ('waiting', 'sending') then oo_now() end)
        """,
        ref.user().value(),
        decision,
        ref.connection().value(),
        decision.toString(),
        Uuid7.next(),
        state,
        Trace.traceparent(Trace.begin()),
        state,
        state);
    return decision;
  }

  /** Copies a delivery that many times, each of another decision. */
  void copies(UUID delivery, int times) {
    run(
        """
        with copy as materialized (select gen_random_uuid() as id from generate_series(1, ?)),
        decisions as (
          insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
            client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
          select user_id, id, made_at, expires_at, policy, policy_version, seed, distribution,
            client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state
          from decision, copy where decision_id = ?)
        insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
          command_id, state, due_at, traceparent, created_at)
        select user_id, id, action, connection_id, id::text, occurrence, recurring,
          id, state, due_at, traceparent, created_at
        from delivery, copy where decision_id = ?
        """,
        times,
        delivery,
        delivery);
  }

  /** Copies a connection that many times, each of another account. */
  void copies(ConnectionRef ref, int times) {
    run(
        """
        insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at, hinted_at)
        select user_id, gen_random_uuid(), provider, account_id || n, state, created_at, due_at, hinted_at
        from connection, generate_series(1, ?) n where connection_id = ?
        """,
        times,
        ref.connection().value());
  }

  void advance(Duration by) {
    test.advance(by);
  }

  OffsetDateTime now() {
    return database.statement(db -> db.sql("select oo_now()").query(OffsetDateTime.class).single());
  }

  int run(String sql, Object... params) {
    return database.transaction(tx -> tx.sql(sql).params(params).update());
  }

  int count(String table) {
    return database.statement(
        db -> db.sql("select count(*) from " + table).query(Integer.class).single());
  }

  static Task task(String title) {
    return Task.titled(title, "Todoist").priority(4).build();
  }

  @Override
  public void close() {
    test.close();
  }
}
