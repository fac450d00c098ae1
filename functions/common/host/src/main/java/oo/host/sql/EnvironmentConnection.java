package oo.host.sql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import oo.host.Settings;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The one connection of an execution environment, kept open between its calls: what closes it gives
 * it back. Frozen for long, it may have died; so after a pause it is tried before it is given out,
 * and replaced when it is dead. Whoever asks while it is out gets a connection of their own, which
 * is really closed.
 */
public final class EnvironmentConnection extends AbstractDataSource {
  // A round trip to try it pays only when it may have died, as after a freeze.
  private static final long TRIED_AFTER_MS = 1_000;
  private static final int TRY_SECONDS = 1;

  private final DataSource source;
  private final LongSupplier clock;
  private @Nullable Connection kept;
  private boolean out;
  private boolean broken;
  private long usedAt;

  EnvironmentConnection(DataSource source, LongSupplier clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * By {@code DATABASE_URL}, {@code DATABASE_USER} and {@code DATABASE_PASSWORD}; with TLS, and the
   * server's name checked, unless the site is on this machine.
   */
  public static EnvironmentConnection from(Settings settings) {
    var source = new PGSimpleDataSource();
    source.setUrl(
        settings.required("DATABASE_URL", "Set it to jdbc:postgresql://HOST:PORT/DATABASE."));
    source.setUser(settings.required("DATABASE_USER", "The role that owns oO's tables."));
    source.setPassword(settings.required("DATABASE_PASSWORD", "That role's password."));
    source.setConnectTimeout(3);
    source.setApplicationName("oo");
    if (!settings.siteOrigin().loopback()) {
      source.setSslMode("verify-full");
    }
    return new EnvironmentConnection(source, System::currentTimeMillis);
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
