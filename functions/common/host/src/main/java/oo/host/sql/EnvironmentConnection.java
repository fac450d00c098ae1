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
 * The one connection of a container that serves call after call, kept open between them: what
 * closes it gives it back. Frozen for long, it may have died; so after a pause it is tried before
 * it is given out, and replaced when it is dead. Whoever asks while it is out gets a connection of
 * their own, which is really closed.
 */
public final class EnvironmentConnection extends AbstractDataSource {
  // A round trip to try it pays only when it may have died, as after a freeze.
  private static final long TRIED_AFTER_MS = 1_000;
  private static final int TRY_SECONDS = 1;
  private static final int CONNECT_SECONDS = 3;

  private final DataSource source;
  private final LongSupplier clock;
  private @Nullable Connection kept;
  private boolean out;
  private boolean broken;
  private long usedAt;

  /**
   * @param source of connections
   * @param clock milliseconds, that go on while the container is frozen
   */
  public EnvironmentConnection(DataSource source, LongSupplier clock) {
    this.source = source;
    this.clock = clock;
  }

  /** To the database of {@link Postgres}. */
  public static EnvironmentConnection from(Settings settings) {
    return new EnvironmentConnection(
        Postgres.dataSource(settings, CONNECT_SECONDS), System::currentTimeMillis);
  }

  @Override
  public synchronized Connection getConnection() throws SQLException {
    if (out) {
      return source.getConnection();
    }
    Connection connection = kept;
    if (connection == null || broken || !alive(connection)) {
      disconnect();
      connection = source.getConnection();
      kept = connection;
    }
    out = true;
    return lent(connection);
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException("There is one role");
  }

  private boolean alive(Connection connection) throws SQLException {
    return clock.getAsLong() - usedAt < TRIED_AFTER_MS || connection.isValid(TRY_SECONDS);
  }

  private Connection lent(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Lent(connection));
  }

  private synchronized void back(boolean usable) {
    out = false;
    broken = !usable;
    usedAt = clock.getAsLong();
  }

  /** Closes it, if it is open and nobody has it. */
  public synchronized void disconnect() {
    Connection connection = kept;
    kept = null;
    broken = false;
    if (connection != null && !out) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It was dead already.
      }
    }
  }

  /** Opens it, if it can be. */
  public void connect() {
    try (Connection connection = getConnection()) {
      connection.isValid(TRY_SECONDS);
    } catch (SQLException e) {
      // The first call meets the same fault and answers for it.
    }
  }

  /** A loan of the connection, good until it is closed. */
  private final class Lent implements InvocationHandler {
    private final Connection connection;
    private boolean closed;
    private boolean usable = true;

    Lent(Connection connection) {
      this.connection = connection;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      switch (method.getName()) {
        case "close" -> {
          if (!closed) {
            closed = true;
            back(usable && !connection.isClosed());
          }
          return null;
        }
        case "isClosed" -> {
          return closed || connection.isClosed();
        }
        default -> {
          if (closed) {
            throw new SQLException("This connection was given back", "08003");
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
