package oo.bench.competitors;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** One connection an execution environment, opened in its initialisation. */
final class Database {
  private final Connection connection;

  Database(String url, String user, String password) {
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    try {
      connection = source.getConnection();
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new IllegalStateException("The database does not answer", e);
    }
  }

  interface Work<T> {
    T in(Transaction tx) throws SQLException;
  }

  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  <T> T transaction(Work<T> work) {
    try {
      T result = work.in(new Transaction(connection));
      connection.commit();
      return result;
    } catch (SQLException e) {
      rollback();
      throw new IllegalStateException(e);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  private void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is broken; the next call says so.
    }
  }

  record Transaction(Connection connection) {
    int update(String sql, Object... parameters) throws SQLException {
      try (PreparedStatement statement = prepared(sql, parameters)) {
        return statement.executeUpdate();
      }
    }

    <T> List<T> list(Row<T> mapper, String sql, Object... parameters) throws SQLException {
      try (PreparedStatement statement = prepared(sql, parameters);
          ResultSet rows = statement.executeQuery()) {
        var list = new ArrayList<T>();
        while (rows.next()) {
          list.add(mapper.of(rows));
        }
        return list;
      }
    }

    /** The first row; null without one. */
    <T> T first(Row<T> mapper, String sql, Object... parameters) throws SQLException {
      List<T> all = list(mapper, sql, parameters);
      return all.isEmpty() ? null : all.getFirst();
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
      PreparedStatement statement = connection.prepareStatement(sql);
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement;
    }
  }
}
