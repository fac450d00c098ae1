package oo.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A database that goes away for tests at one chosen point: connecting, a statement, before a
 * commit, or between a commit and its answer.
 */
public final class Outage {
  /** Negative when it does not go away. */
  private int ahead = -1;

  private boolean away;

  /** Goes away at the n-th point from now; 0 is the next. */
  public synchronized void at(int point) {
    ahead = point;
    away = false;
  }

  /**
   * @return whether it went away
   */
  public synchronized boolean end() {
    boolean was = away;
    ahead = -1;
    away = false;
    return was;
  }

  private synchronized void point() throws SQLException {
    if (ahead >= 0 && ahead-- == 0) {
      away = true;
    }
    if (away) {
      throw new SQLException("The connection is lost", "08006");
    }
  }

  public DataSource around(DataSource dataSource) {
    return wrapped(
        DataSource.class,
        dataSource,
        Set.of("getConnection"),
        connection ->
            wrapped(
                Connection.class,
                (Connection) connection,
                Set.of("prepareStatement", "commit"),
                x -> x));
  }

  private interface Result {
    Object of(Object result);
  }

  private <T> T wrapped(Class<T> type, T target, Set<String> points, Result result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              boolean one = points.contains(method.getName());
              if (one) {
                point();
              }
              try {
                Object returned = method.invoke(target, args);
                if (method.getName().equals("commit")) {
                  point(); // It succeeded, and its answer is lost.
                }
                return one && returned != null ? result.of(returned) : returned;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
