package oo.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import oo.host.base.NeedsOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

final class MigrateFunctionIT {
  private final Rows rows = new Rows();

  @BeforeEach
  void anEmptyDatabase() {
    rows.run("drop schema public cascade");
    rows.run("create schema public");
  }

  @AfterEach
  void close() {
    rows.close();
  }

  @Test
  void anEmptyDatabaseGetsItsTablesAndASecondRunChangesNothing() {
    try (var started = new Started(rows.test.dataSource())) {
      assertThat(started.tick("migrate")).isTrue();
      rows.user();
      assertThat(started.tick("migrate")).isTrue();
      assertThat(started.log.getFirst()).containsEntry("outcome", "ok");
      assertThat((Integer) started.log.getFirst().get("migrations")).isPositive();
      assertThat(started.log.getLast()).containsEntry("migrations", 0);
    }
    assertThat(rows.count("app_user")).isEqualTo(1);
  }

  @Test
  void sixAtOnceRunEachMigrationOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(6)) {
      Callable<List<Object>> migrate =
          () -> {
            try (var started = new Started(rows.test.dataSource())) {
              boolean done = started.tick("migrate");
              return List.of(done, started.log.getFirst().get("migrations"));
            }
          };
      List<List<Object>> results =
          threads.invokeAll(IntStream.range(0, 6).mapToObj(i -> migrate).toList()).stream()
              .map(Future::resultNow)
              .toList();

      assertThat(results).allMatch(result -> result.getFirst().equals(true));
      // Flyway locks for each migration, so several may share them; none runs twice.
      assertThat(results.stream().mapToInt(result -> (int) result.getLast()).sum())
          .isEqualTo(rows.count("flyway_schema_history where version is not null"));
    }
  }

  /** What is done to a migrated database, and what the operator is told. */
  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(
            "update flyway_schema_history set checksum = checksum + 1 where version = '1'",
            "(V1 differs): start the version of oO that made it"),
        arguments(
            "update flyway_schema_history set version = '2.5' where version = '3'",
            "(V2.5 is not of this version, V3 was left out)"),
        arguments(
            "update flyway_schema_history set success = false where version = '11'",
            "(V11 is marked as failed)"),
        arguments("delete from flyway_schema_history where version = '7'", "(V7 was left out)"),
        arguments(
            "update flyway_schema_history set description = 'other' where version = '1'",
            "(a name or a type differs)"),
        arguments(
            "delete from flyway_schema_history where version::int >= 11",
            "V11 failed with SQL state 42P07 and changed nothing"),
        arguments("drop table flyway_schema_history", "it is not oO's: name an empty one"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatARetryCannotMendIsToldAndChangesNothing(String damage, String told) {
    try (var started = new Started(rows.test.dataSource())) {
      started.tick("migrate");
      rows.run(damage);
      String before = schema();

      assertThatThrownBy(() -> started.tick("migrate"))
          .isInstanceOf(NeedsOperator.class)
          .hasMessageContaining(told);

      assertThat(schema()).isEqualTo(before);
      assertThat(started.log.getLast()).containsEntry("outcome", "failed");
      assertThat((String) started.log.getLast().get("reason")).contains(told);
    }
  }

  @Test
  void aNewerSchemaIsNoFailure() {
    try (var started = new Started(rows.test.dataSource())) {
      started.tick("migrate");
      rows.run("alter table app_user add column newer int");
      rows.run(
          """
          insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by,
            execution_time, success)
          select 1000, '1000', 'newer', 'SQL', 'V1000__newer.sql', 1, 'oo', 1, true
          """);

      assertThat(started.tick("migrate")).isTrue();
      assertThat(started.log.getLast()).containsEntry("migrations", 0);
    }
  }

  @Test
  void aLockOfAnotherSessionOrMigrationIsNotWaitedForForEver() throws Exception {
    try (var started = new Started(rows.test.dataSource());
        var threads = Executors.newSingleThreadExecutor();
        Connection other = rows.test.dataSource().getConnection()) {
      started.tick("migrate");
      rows.run("drop trigger decision_input_gone on decision_input");
      rows.run("drop function oo_note_freed_versions()");
      rows.run("drop index slot_ended");
      rows.run("drop table purge_place, freed_version, restoration");
      rows.run("drop function oo_restored, oo_spread");
      rows.run("delete from flyway_schema_history where version::int >= 12");
      other.setAutoCommit(false);
      other.createStatement().execute("lock table connection in access exclusive mode");
      Future<Boolean> migrating = threads.submit(() -> started.tick("migrate"));
      while (rows.count("pg_locks where locktype = 'advisory'") == 0) {
        Thread.sleep(20);
      }

      assertThatThrownBy(() -> new MigrateFunction(rows.test.dataSource(), 1).run())
          .isInstanceOf(NeedsOperator.class)
          .hasMessageStartingWith("Another process is migrating this database: wait until it ends");
      assertThatThrownBy(migrating::get)
          .hasCauseInstanceOf(NeedsOperator.class)
          .hasMessageContaining("Another session has locked a table that V12 changes: end that");

      other.rollback();
      assertThat(started.tick("migrate")).isTrue();
    }
  }

  @Test
  void aRoleThatMayNotIsTold() {
    rows.run("revoke create on schema public from current_user");
    try (var started = new Started(rows.test.dataSource())) {
      assertThatThrownBy(() -> started.tick("migrate"))
          .isInstanceOf(NeedsOperator.class)
          .hasMessageContaining("The role of DATABASE_USER may not change oO's tables");
    }
  }

  /** A server that starts waits, as its database will be back. */
  @ParameterizedTest
  @ValueSource(strings = {"no such role", "read only"})
  void anAbsentDatabaseAndOneThatOnlyReadsAreRetried(String how) throws SQLException {
    DataSource source = how.equals("read only") ? readOnly() : as("no_such_role", "wrong");
    try (var started = new Started(source)) {
      assertThat(started.tick("migrate")).isFalse();
      assertThat((String) started.log.getLast().get("reason")).contains("DatabaseUnavailable");
    }
  }

  private DataSource as(String user, String password) {
    var source = new PGSimpleDataSource();
    source.setUrl(rows.test.url());
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  private DataSource readOnly() {
    var source = (PGSimpleDataSource) as(rows.test.user(), rows.test.password());
    source.setOptions("-c default_transaction_read_only=on");
    return source;
  }

  /** Tables, columns and history. */
  private String schema() {
    return rows.database.statement(db ->
        db.sql(
                """
                select string_agg(c::text, ',' order by c::text)
                from (select table_name, column_name from information_schema.columns where table_schema = 'public') c
                """)
            .query(String.class)
            .single());
  }
}
