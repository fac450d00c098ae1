package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import oo.contract.HealthCheck;
import oo.host.health.Probes;
import oo.host.health.PulseStore;
import oo.host.health.Pulses;
import oo.host.health.SchemaLevel;
import oo.host.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What every module's health says of the database: its level, and that it takes writes. */
final class DatabaseProbesIT {
  private final Rows rows = new Rows();

  @AfterEach
  void close() {
    rows.close();
  }

  /** As a module that has just started finds it. */
  private HealthCheck check(String name, Database database) {
    return Probes.ofDatabase(database).stream()
        .map(probe -> probe.check())
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDatabaseThatIsBehindIsRedAndOneThatIsAheadIsTold() {
    assertThat(check("schema", rows.database).detail()).isEqualTo("V" + SchemaLevel.NEWEST + ".");

    rows.run("update flyway_schema_history set version = '1000' where version = '1'");
    assertThat(check("schema", rows.database).ok()).isTrue();
    assertThat(check("schema", rows.database).detail())
        .startsWith("V1000, of a newer version of oO");

    rows.run("delete from flyway_schema_history where version::int > 9");
    HealthCheck behind = check("schema", rows.database);
    assertThat(behind.ok()).isFalse();
    assertThat(behind.detail())
        .isEqualTo("It is at V9, and this version of oO needs V" + SchemaLevel.NEWEST + ".");
    assertThat(behind.mend()).contains("docs/runbook.md, MigrateFails");
  }

  @Test
  void aDatabaseThatOnlyReadsIsRed() {
    var source = new PGSimpleDataSource();
    source.setUrl(rows.test.url());
    source.setUser(rows.test.user());
    source.setPassword(rows.test.password());
    source.setOptions("-c default_transaction_read_only=on");
    HealthCheck check = check("writing", new Database(source));
    assertThat(check.ok()).isFalse();
    assertThat(check.detail()).isEqualTo("The database only reads.");
    assertThat(check("database", new Database(source)).ok()).isTrue();
  }

  @Test
  void aLockThatNeverEndsIsRedAfterThreeSeconds() throws SQLException {
    assertThat(check("writing", rows.database).ok()).isTrue();
    rows.advance(Duration.ofMinutes(1));
    try (Connection other = rows.test.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("select 1 from pulse for update");
      assertThat(check("writing", rows.database).detail())
          .isEqualTo("The database took no write within three seconds.");
    }
    assertThat(check("writing", rows.database).ok()).isTrue();
  }

  /** Anyone may ask. */
  @Test
  void aFloodOfQuestionsWritesOnce() {
    rows.run("insert into pulse (name, at) values ('writing', oo_now() - interval '1 day')");
    rows.run("create table written (at timestamptz)");
    rows.run(
        """
        create function note() returns trigger language plpgsql as
          'begin insert into written values (oo_now()); return null; end'
        """);
    rows.run("create trigger notes after update on pulse for each row execute function note()");
    IntStream.range(0, 64)
        .parallel()
        .forEach(i -> assertThat(check("writing", rows.database).ok()).isTrue());
    assertThat(rows.count("written")).isEqualTo(1);

    rows.advance(Duration.ofSeconds(6));
    check("writing", rows.database);
    assertThat(rows.count("written")).isEqualTo(2);
  }

  @Test
  void aQueueThatIsNotLookedAtIsRed() {
    var pulses = new Pulses(rows.database);
    assertThat(pulses.consumers().check().ok()).isFalse();

    List.of("fetch_signals", "send_mail")
        .forEach(function -> rows.database.execute(db -> new PulseStore().looked(db, function)));
    assertThat(pulses.consumers().check().ok()).isTrue();

    rows.advance(Duration.ofMinutes(3));
    rows.database.execute(db -> new PulseStore().looked(db, "fetch_signals"));
    assertThat(pulses.consumers().check().ok()).isFalse();
    assertThat(pulses.consumers().check().detail())
        .isEqualTo("The server has not looked at the queue of send_mail for 3 minutes.");
  }

  @Test
  void aScheduleThatNeverEndedWellIsRedAfterItsTime() {
    var sweep =
        new Pulses(rows.database)
            .ran("last sweep", "sweep_outbox", Duration.ofMinutes(10), "SweepSilent");
    assertThat(sweep.check().ok()).isTrue();
    rows.advance(Duration.ofMinutes(11));
    assertThat(sweep.check().detail())
        .isEqualTo("Not known yet. sweep_outbox does not run, or fails.");
  }
}
