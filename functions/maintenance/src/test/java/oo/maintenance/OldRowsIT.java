package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import oo.host.base.Uuid7;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that an earlier version wrote, under the present schema. */
final class OldRowsIT {
  private final Rows rows = new Rows();
  private final Object user = Uuid7.next();
  private final Object connection = Uuid7.next();

  @BeforeEach
  void theFirstSchema() {
    rows.run("drop schema public cascade");
    rows.run("create schema public");
    migrate("1");
    rows.run(
        "insert into app_user (user_id, created_at, seen_at) values (?, oo_now(), oo_now())", user);
    rows.run(
        """
        insert into connection (user_id, connection_id, provider, account_id, state, created_at, due_at, cursor)
        values (?, ?, 'todoist', '1', 'live', oo_now(), oo_now(), 'somewhere')
        """,
        user,
        connection);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void aPendingOccurrenceIsRespelledAndTwoThatBecomeEqualStopNothing() {
    delivery("a", "2026-03-01T08:00:00.000000Z", "waiting");
    delivery("b", "2026-03-01T08:00:00+00:00", "sending");
    delivery("c", "2026-03-01T09:30:00.000000", "waiting");
    delivery("d", "2026-03-01", "waiting");
    delivery("e", "every day at 8", "waiting");
    delivery("f", "2026-03-01T08:00:00.000000Z", "waiting");
    delivery("f", "2026-03-01T08:00:00Z", "waiting");
    delivery("g", "2026-03-01T08:00:00.000000Z", "waiting");
    delivery("g", "2026-03-01T08:00:00.00000Z", "sending");

    migrate("2");

    assertThat(texts("select subject || ' ' || occurrence from delivery order by 1"))
        .containsExactly(
            "a 2026-03-01T08:00:00Z",
            "b 2026-03-01T08:00:00Z",
            "c 2026-03-01T09:30:00",
            "d 2026-03-01",
            "e every day at 8",
            "f 2026-03-01T08:00:00.000000Z",
            "f 2026-03-01T08:00:00Z",
            "g 2026-03-01T08:00:00.00000Z",
            "g 2026-03-01T08:00:00Z");
  }

  @Test
  void anOldLabelKeepsItsNameAndAnOldTaskItsPlace() {
    decision("gone_at_source");
    rows.run(
        """
        insert into task (user_id, connection_id, subject, event_id, version, open, eligible, hidden_until)
        values (?, ?, 'a', 'x', 7, true, true, oo_now() + interval '1 hour')
        """,
        user,
        connection);

    migrate("2");

    assertThat(texts("select state from decision")).containsExactly("gone_at_source");
    for (String label :
        List.of("done_at_source", "deleted_at_source", "moved_at_source", "disconnected")) {
      decision(label);
    }
    assertThat(rows.count("task where returns_at = hidden_until and ended_as is null"))
        .isEqualTo(1);
    assertThat(rows.count("connection where cursor is null")).isEqualTo(1);
  }

  private Object decision(String state) {
    Object decision = Uuid7.next();
    rows.run(
        """
        insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed, distribution,
          client_context, server_context, connection_id, slot, subject, version, occurrence, recurring, shown, state)
        values (?, ?, oo_now(), oo_now(), 'random', 0, '\\x00', '{}', '{}', '{}', ?, 0, 'a', 1, 'none', false, '{}', ?)
        """,
        user,
        decision,
        connection,
        state);
    return decision;
  }

  private void delivery(String subject, String occurrence, String state) {
    rows.run(
        """
        insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
          command_id, state, due_at, traceparent, created_at)
        values (?, ?, 'close', ?, ?, ?, true, ?, ?, oo_now(), 't', clock_timestamp())
        """,
        user,
        decision("done"),
        connection,
        subject,
        occurrence,
        Uuid7.next(),
        state);
  }

  private List<String> texts(String sql) {
    return rows.database.statement(db -> db.sql(sql).query(String.class).list());
  }

  private void migrate(String version) {
    Flyway.configure()
        .dataSource(rows.test.dataSource())
        .locations("classpath:db/migration")
        .target(version)
        .loggers("slf4j")
        .load()
        .migrate();
  }
}
