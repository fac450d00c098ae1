package oo.host.sql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import oo.host.base.Settings;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The one connection of an execution environment that serves one call at a time. It stays open
 * between calls: {@code close} returns it. While the environment is frozen the connection may
 * break, so after a pause it is validated, and replaced when it is broken. A second borrower gets a
 * new connection, which {@code close} really closes.
 */
public final class EnvironmentConnection extends AbstractDataSource {
  // Validation is a round trip, so it runs only after a pause, such as a freeze.
  private static final long VALIDATE_AFTER_MS = 1_000;
  private static final int VALIDATE_SECONDS = 1;
  private static final int CONNECT_SECONDS = 3;

  private final DataSource source;
  private final LongSupplier clock;
  private @Nullable Connection kept;
  private boolean borrowed;
  private boolean broken;
  private long usedAt;

  /**
   * @param source of connections
   * @param clock in milliseconds; it must advance while the environment is frozen
   */
  public EnvironmentConnection(DataSource source, LongSupplier clock) {
    this.source = source;
    this.clock = clock;
  }

  /** Connects to the database of {@link Postgres}. */
  public static EnvironmentConnection from(Settings settings) {
    return new EnvironmentConnection(source(settings), System::currentTimeMillis);
  }

  /** A new connection each time, given up after three seconds. */
  public static DataSource source(Settings settings) {
    return Postgres.dataSource(settings, CONNECT_SECONDS);
  }

  @Override
  public synchronized Connection getConnection() throws SQLException {
    if (borrowed) {
      return source.getConnection();
    }
    Connection connection = kept;
    if (connection == null || broken || !alive(connection)) {
      disconnect();
      connection = source.getConnection();
      kept = connection;
    }
    borrowed = true;
    return loan(connection);
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException("There is one role");
  }

  private boolean alive(Connection connection) throws SQLException {
    return clock.getAsLong() - usedAt < VALIDATE_AFTER_MS || connection.isValid(VALIDATE_SECONDS);
  }

  private Connection loan(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Loan(connection));
  }

  private synchronized void giveBack(boolean usable) {
    borrowed = false;
    broken = !usable;
    usedAt = clock.getAsLong();
  }

  /** Closes the connection if it is open and not borrowed. */
  public synchronized void disconnect() {
    Connection connection = kept;
    kept = null;
    broken = false;
    if (connection != null && !borrowed) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It was broken already.
      }
    }
  }

  /** Opens the connection. Best effort. */
  public void connect() {
    try (Connection connection = getConnection()) {
      connection.isValid(VALIDATE_SECONDS);
    } catch (SQLException e) {
      // The first call reports the same error.
    }
  }

  /** Lends the connection until {@code close}. */
  private final class Loan implements InvocationHandler {
    private final Connection connection;
    private boolean closed;
    private boolean usable = true;

    Loan(Connection connection) {
      this.connection = connection;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      switch (method.getName()) {
        case "close" -> {
          if (!closed) {
            closed = true;
            giveBack(usable && !connection.isClosed());
          }
          return null;
        }
        case "isClosed" -> {
          return closed || connection.isClosed();
        }
        default -> {
          if (closed) {
            throw new SQLException("This connection was returned", "08003");
          }
          try {
            return method.invoke(connection, arguments);
          } catch (InvocationTargetException e) {
            usable = usable && !(e.getCause() instanceof SQLException);
            throw e.getCause() == null ? e : e.getCause();
          }
        }
      }
    }
  }
}
