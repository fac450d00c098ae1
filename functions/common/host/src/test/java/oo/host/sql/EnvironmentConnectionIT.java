package oo.host.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import oo.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EnvironmentConnectionIT {
  private final TestDatabase server = TestDatabase.create();
  private final AtomicLong now = new AtomicLong();
  private final EnvironmentConnection connection =
      new EnvironmentConnection(server.dataSource(), now::get);

  @AfterEach
  void stop() {
    connection.disconnect();
    server.close();
  }

  @Test
  void oneConnectionServesCallAfterCall() throws SQLException {
    assertThat(backend()).isEqualTo(backend());
  }

  @Test
  void whoAsksWhileItIsOutGetsAnotherThatIsReallyClosed() throws SQLException {
    try (Connection first = connection.getConnection()) {
      Connection second = connection.getConnection();
      assertThat(backend(second)).isNotEqualTo(backend(first));
      second.close();
      assertThat(second.isClosed()).isTrue();
      assertThat(first.isClosed()).isFalse();
    }
  }

  @Test
  void oneThatDiedInAFreezeIsReplacedUnseen() throws SQLException {
    int before = backend();
    terminate(before);
    now.addAndGet(60_000);

    assertThat(backend()).isNotEqualTo(before);
  }

  @Test
  void oneThatDiesBetweenTwoCallsCostsOneOfThem() throws SQLException {
    var database = new Database(connection);
    int before = backend();
    terminate(before);

    assertThatThrownBy(
            () -> database.statement(db -> db.sql("select 1").query(Integer.class).single()))
        .isInstanceOf(DatabaseUnavailable.class);
    assertThat(backend()).isNotEqualTo(before);
  }

  @Test
  void aStatementThatFailsDoesNotCostTheConnection() throws SQLException {
    var database = new Database(connection);
    int before = backend();
    assertThatThrownBy(() -> database.run(tx -> tx.sql("select 1/0").query(Integer.class).single()))
        .isNotInstanceOf(DatabaseUnavailable.class);

    assertThat(backend()).isEqualTo(before);
  }

  @Test
  void whatWasGivenBackIsOfNoUse() throws SQLException {
    Connection lent = connection.getConnection();
    lent.close();
    lent.close();

    assertThat(lent.isClosed()).isTrue();
    assertThatThrownBy(lent::createStatement).isInstanceOf(SQLException.class);
  }

  @Test
  void aSnapshotHoldsNoConnectionAndWhatIsRestoredHasOne() throws SQLException {
    int before = backend();
    connection.disconnect();
    assertThat(sessions(before)).isZero();

    connection.connect();
    assertThat(sessions(before)).isZero();
    assertThat(backend()).isNotEqualTo(before);
  }

  @Test
  void aDatabaseThatIsDownStopsNeitherASnapshotNorARestore() {
    server.stopServer();
    connection.connect();
    connection.disconnect();
    server.startServer();
    connection.connect();
  }

  private int backend() throws SQLException {
    try (Connection lent = connection.getConnection()) {
      return backend(lent);
    }
  }

  private static int backend(Connection connection) throws SQLException {
    return number(connection, "select pg_backend_pid()");
  }

  private void terminate(int backend) throws SQLException {
    try (Connection other = server.dataSource().getConnection()) {
      number(other, "select pg_terminate_backend(" + backend + ", 5000)::int");
    }
  }

  private int sessions(int backend) throws SQLException {
    try (Connection other = server.dataSource().getConnection()) {
      int count = 1;
      // A closed session disappears with a delay.
      for (int tried = 0; tried < 100 && count > 0; tried++) {
        count = number(other, "select count(*)::int from pg_stat_activity where pid = " + backend);
      }
      return count;
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }
}
