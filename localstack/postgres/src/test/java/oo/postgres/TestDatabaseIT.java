package oo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TestDatabaseIT {

  @Test
  void eachIsMigratedEmptyAndItsOwn() throws Exception {
    try (var one = TestDatabase.create();
        var two = TestDatabase.create()) {
      Connections.execute(one.dataSource(), "create table only_here (id int)");

      assertThat(ask(one, "select to_regclass('only_here')")).isEqualTo("only_here");
      assertThat(ask(two, "select to_regclass('only_here')")).isEqualTo("null");
      assertThat(ask(two, "select count(*) from flyway_schema_history where success"))
          .isNotEqualTo("0");
    }
  }

  @Test
  void timeIsSetInOneDatabaseOnly() throws Exception {
    try (var one = TestDatabase.create();
        var two = TestDatabase.create()) {
      one.setNow(Instant.parse("2031-02-03T04:05:06.123456Z"));
      one.advance(Duration.ofMinutes(2));

      assertThat(ask(one, "select oo_now() = timestamptz '2031-02-03 04:07:06.123456+00'"))
          .isEqualTo("t");
      assertThat(ask(two, "select oo_now() < timestamptz '2031-01-01 00:00:00+00'")).isEqualTo("t");
    }
  }

  @Test
  void timeThatWasOnlyAdvancedRunsOn() throws Exception {
    try (var database = TestDatabase.create()) {
      database.advance(Duration.ofDays(1));
      database.advance(Duration.ofDays(1));

      assertThat(ask(database, "select oo_now() - now() = interval '48 hours'")).isEqualTo("t");
      String first = ask(database, "select oo_now()");
      assertThat(ask(database, "select oo_now()")).isNotEqualTo(first);
    }
  }

  @Test
  void theServerCanGoAndComeBack() throws Exception {
    try (var database = TestDatabase.create()) {
      Connections.execute(database.dataSource(), "create table kept (id int)");
      database.stopServer();
      assertThatThrownBy(() -> ask(database, "select 1")).isInstanceOf(SQLException.class);

      database.startServer();

      assertThat(ask(database, "select to_regclass('kept')")).isEqualTo("kept");
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (var database = TestDatabase.create()) {
      String name = database.url().replaceAll(".*/", "");
      int port = java.net.URI.create(database.url().substring(5)).getPort();

      assertThatThrownBy(
              () -> Connections.ask(Connections.to(port, name, "oo", "wrong"), "select 1"))
          .hasMessageContaining("password authentication failed");
    }
  }

  private static String ask(TestDatabase database, String query) throws SQLException {
    return Connections.ask(database.dataSource(), query);
  }
}
