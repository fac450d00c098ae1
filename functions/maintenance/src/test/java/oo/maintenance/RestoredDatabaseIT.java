package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import oo.host.base.UserId;
import oo.signals.ConnectionRef;
import oo.signals.connection.ConnectionStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code oo_restored} makes of a database that is a copy of before. */
final class RestoredDatabaseIT {
  private final Rows rows = new Rows();
  private final ConnectionStore connections = new ConnectionStore();
  private final UserId user = rows.user();

  @BeforeEach
  void time() {
    rows.test.setNow(Instant.parse("2026-11-28T03:00:00Z"));
    rows.advance(Duration.ofDays(1));
  }

  @AfterEach
  void close() {
    rows.close();
  }

  private void restored() {
    rows.database.execute(db ->
        db.sql("select oo_restored(oo_now() - interval '3 hours')").query(Long.class).single());
  }

  private void mustRenew(ConnectionRef ref) {
    rows.database.run(tx ->
        connections
            .unreadSinceCopyOf(tx, ref)
            .ifPresentOrElse(
                copy -> connections.lostByRestore(tx, ref, "restored", false),
                () -> connections.needsReconnect(tx, ref, "over", false)));
  }

  @Test
  void everySessionEnds() {
    rows.session(user);
    rows.session(rows.user());

    restored();

    assertThat(rows.count("session where ended_at is null")).isZero();
  }

  @Test
  void connectionsAreReadInFullButNotAtOnce() {
    ConnectionRef ref = rows.connection(user);
    rows.copies(ref, 7199);
    ConnectionRef ended = rows.connection(user);
    rows.run(
        "update connection set cursor = 'old', read_at = oo_now(), lease_until = oo_now() + interval '1 minute'");
    rows.run(
        "update connection set state = 'ended', due_at = 'infinity' where connection_id = ?",
        ended.connection().value());
    ConnectionRef asked = rows.connection(user);
    rows.run(
        "update connection set state = 'reconnect', due_at = 'infinity' where connection_id = ?",
        asked.connection().value());

    restored();

    assertThat(rows.count("connection where cursor is not null")).isEqualTo(1);
    assertThat(rows.count("connection where due_at = 'infinity'")).isEqualTo(2);
    assertThat(rows.count("connection where state = 'live' and lease_until is not null")).isZero();
    // An hour is divided fairly: no minute has more than twice its share.
    assertThat(
            rows.count(
                "connection where state = 'live' and due_at between oo_now() and oo_now() + interval '1 hour'"))
        .isEqualTo(7200);
    assertThat(
            rows.database.<Long>statement(db ->
                db.sql(
                        "select max(n) from (select count(*) n from connection where state = 'live' group by date_trunc('minute', due_at)) m")
                    .query(Long.class)
                    .single()))
        .isLessThan(240);
  }

  @Test
  void fewConnectionsDoNotWaitForAnHour() {
    ConnectionRef ref = rows.connection(user);
    rows.copies(ref, 9);

    restored();

    assertThat(rows.count("connection where due_at > oo_now() + interval '10 seconds'")).isZero();
  }

  @Test
  void tapsOnTheirWayAreInDoubtAndSettledOnesAreNot() {
    ConnectionRef ref = rows.connection(user);
    for (String state : new String[] {"delivered", "refused", "cancelled"}) {
      rows.delivery(ref, state);
    }
    UUID waiting = rows.delivery(ref, "waiting");
    rows.run("update delivery set subject = 'b' where decision_id = ?", waiting);
    rows.delivery(ref, "sending");

    restored();

    assertThat(
            rows.count(
                "delivery where state = 'sending' and attempts = 1 and sending_until is not null and first_sent_at is not null"))
        .isEqualTo(2);
    assertThat(
            rows.count(
                "delivery where state in ('delivered', 'refused', 'cancelled') and attempts = 0"))
        .isEqualTo(3);
    assertThat(rows.count("delivery where state = 'waiting'")).isZero();
  }

  @Test
  void mailThatMayHaveBeenSentIsNotSentAgainAndALaterOneIs() {
    mustRenew(rows.connection(user));
    assertThat(rows.count("mail where state = 'waiting'")).isEqualTo(2);

    restored();

    assertThat(rows.count("mail where state = 'parked'")).isEqualTo(1);
    assertThat(rows.count("mail where state = 'waiting' and due_at > oo_now()")).isEqualTo(1);
  }

  @Test
  void onePersonGetsOneMailForAllConnectionsOfARestore() {
    ConnectionRef first = rows.connection(user);
    ConnectionRef second = rows.connection(user);
    ConnectionRef readSince = rows.connection(user);
    ConnectionRef ofAnother = rows.connection(rows.user());
    rows.advance(Duration.ofMinutes(1));
    restored();
    rows.advance(Duration.ofMinutes(1));
    rows.run(
        "update connection set read_at = oo_now() where connection_id = ?",
        readSince.connection().value());
    ConnectionRef madeSince = rows.connection(user);

    for (int hour = 0; hour < 3; hour++) {
      mustRenew(first);
      mustRenew(second);
      mustRenew(ofAnother);
      rows.advance(Duration.ofHours(1));
    }

    assertThat(rows.count("mail where kind = 'reconnect' and connection_id is null")).isEqualTo(2);
    assertThat(rows.count("mail")).isEqualTo(2);
    mustRenew(readSince);
    mustRenew(madeSince);
    assertThat(rows.count("mail where connection_id is not null")).isEqualTo(4);

    rows.run(
        "update connection set state = 'live' where connection_id = ?", first.connection().value());
    restored();
    mustRenew(first);
    assertThat(rows.count("mail where connection_id is null")).isEqualTo(3);
  }

  @Test
  void tokensMayBeUsedUpAndEventsMayBePublished() {
    ConnectionRef ref = rows.connection(user);
    ConnectionRef over = rows.connection(user);
    for (ConnectionRef each : new ConnectionRef[] {ref, over}) {
      rows.run(
          "insert into credential (user_id, connection_id, key_id, sealed, stored_at, dead) values (?, ?, '1', '', oo_now(), ?)",
          each.user().value(),
          each.connection().value(),
          each == over);
    }
    rows.run(
        "insert into event_outbox (user_id, event_id, kind, schema, payload, at) values (?, 'e', 'k', 1, '{}', oo_now())",
        user.value());

    restored();

    assertThat(rows.count("credential where refresh_sent_at is not null")).isEqualTo(1);
    assertThat(rows.count("event_outbox where tried_at is not null and attempts = 1")).isEqualTo(1);
  }
}
