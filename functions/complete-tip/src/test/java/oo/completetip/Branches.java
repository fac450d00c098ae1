package oo.completetip;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source whose transactions all belong to one that is never committed: what is done within
 * {@link #undone} can be taken back, so that many histories go on from the same rows. For one
 * thread.
 */
final class Branches {
  private final Connection connection;

  Branches(DataSource source) {
    try {
      connection = source.getConnection();
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does the work and takes back what it wrote. */
  <T> T undone(Supplier<T> work) {
    try {
      Savepoint before = connection.setSavepoint();
      T result = work.get();
      connection.rollback(before);
      connection.releaseSavepoint(before);
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (method, args) -> {
          if (!method.getName().equals("getConnection")) {
            throw new UnsupportedOperationException(method.getName());
          }
          return borrowed();
        });
  }

  private Connection borrowed() {
    var begun = new Object[] {null};
    return proxy(
        Connection.class,
        (method, args) -> {
          switch (method.getName()) {
            case "setAutoCommit" -> {
              if (Boolean.FALSE.equals(args[0])) {
                begun[0] = connection.setSavepoint();
              }
              return null;
            }
            case "commit" -> {
              connection.releaseSavepoint((Savepoint) begun[0]);
              return null;
            }
            case "rollback" -> {
              connection.rollback((Savepoint) begun[0]);
              return null;
            }
            case "close" -> {
              return null;
            }
            default -> {
              return method.invoke(connection, args);
            }
          }
        });
  }

  private interface Called {
    @Nullable Object call(Method method, @Nullable Object[] args) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Called called) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              try {
                return called.call(method, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
