package oo.host.sql;

import io.opentelemetry.api.trace.SpanKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import oo.host.base.Invocation;
import org.jspecify.annotations.Nullable;

/**
 * Transactions at READ COMMITTED, and statements in autocommit. Both work through a transaction
 * pooler, as nothing here needs a database session. No transaction may be open while a provider is
 * called.
 */
public final class Database {
  private static final int TRIES = 4;
  private static final Set<String> LOST_A_RACE = Set.of("40001", "40P01");

  private final DataSource dataSource;

  public Database(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Runs {@code work} in a transaction and commits it; any exception rolls it back. After a
   * deadlock or a serialization failure it runs again, so it must change nothing but the database.
   *
   * @throws DatabaseUnavailable when the database cannot be reached or is shutting down; a commit
   *     that was under way may have succeeded
   */
  public <T extends @Nullable Object> T transaction(Function<Transaction, T> work) {
    return Invocation.span("transaction", SpanKind.CLIENT, () -> retried(work));
  }

  private <T extends @Nullable Object> T retried(Function<Transaction, T> work) {
    for (int tried = 1; ; tried++) {
      try {
        return once(work);
      } catch (RuntimeException e) {
        if (tried == TRIES || !LOST_A_RACE.contains(sqlState(e))) {
          throw e;
        }
      }
    }
  }

  /** {@link #transaction} without a result. */
  public void run(Consumer<Transaction> work) {
    transaction(tx -> {
      work.accept(tx);
      return tx;
    });
  }

  /**
   * Runs one statement, read or write, in autocommit: no round trip to begin or to commit, and no
   * hooks. It is not retried.
   */
  public <T extends @Nullable Object> T statement(Function<Sql, T> work) {
    return Invocation.span("statement", SpanKind.CLIENT, () -> single(work));
  }

  private <T extends @Nullable Object> T single(Function<Sql, T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.apply(new Sql(connection));
    } catch (SQLException e) {
      throw new DatabaseUnavailable(e);
    } catch (RuntimeException e) {
      throw unavailableOr(e);
    }
  }

  /** {@link #statement} without a result. */
  public void execute(Consumer<Sql> work) {
    statement(db -> {
      work.accept(db);
      return db;
    });
  }

  private <T extends @Nullable Object> T once(Function<Transaction, T> work) {
    T result;
    Transaction transaction;
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        transaction = new Transaction(connection);
        result = work.apply(transaction);
        transaction.finish();
        connection.commit();
      } catch (RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      } finally {
        restoreAutoCommit(connection);
      }
    } catch (SQLException e) {
      throw LOST_A_RACE.contains(String.valueOf(e.getSQLState()))
          ? new LostRace(e)
          : new DatabaseUnavailable(e);
    } catch (RuntimeException e) {
      throw unavailableOr(e);
    }
    transaction.committed();
    return result;
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void restoreAutoCommit(Connection connection) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      // The connection is broken: that error is being thrown already, or the next use reports it.
    }
  }

  private static RuntimeException unavailableOr(RuntimeException e) {
    return DatabaseUnavailable.is(sqlState(e)) ? new DatabaseUnavailable(e) : e;
  }

  /** Of the first failure of the chain that has one; empty when there is none. */
  public static String sqlState(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  private static final class LostRace extends RuntimeException {
    LostRace(SQLException cause) {
      super(cause);
    }
  }
}
