package oo.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * A process that can be killed at each point of contact with the outside: connecting to the
 * database, a statement, a commit (before and after), and what a test names. Once dead it does
 * nothing until {@link #live}, and what it had not committed is void.
 */
public final class Mortality {
  /** Only the host catches an Error, so nothing cleans up after a process that died. */
  public static final class Killed extends Error {
    public Killed(String where) {
      super(where);
    }
  }

  private final boolean atStatements;

  /** Negative when it does not die. */
  private int ahead = -1;

  private boolean dead;
  private int deaths;

  private Mortality(boolean atStatements) {
    this.atStatements = atStatements;
  }

  /** Dies at statements, too. */
  public static Mortality atStatements() {
    return new Mortality(true);
  }

  /** Dies around transactions only: for code that has no effect elsewhere while one is open. */
  public static Mortality atCommits() {
    return new Mortality(false);
  }

  /** Dies at the n-th point from now; 0 is the next. */
  public synchronized void dieAt(int point) {
    ahead = point;
  }

  /** Ends the dying: the same process lives on, or another one takes over. */
  public synchronized void live() {
    ahead = -1;
    dead = false;
  }

  /** A process that died answers nothing, although its host made an answer of the Error. */
  public synchronized <T> T lived(T answer) {
    if (dead) {
      throw new Killed("in the call");
    }
    return answer;
  }

  /** How often it died so far. */
  public synchronized int deaths() {
    return deaths;
  }

  /**
   * Does all of it again and again, each time dying one point later, until the work ends alive.
   *
   * @param before by a process that lives
   * @param dying the work
   * @param after by the process that takes over
   * @return how many points there were to die at
   */
  public int everywhere(Runnable before, Runnable dying, Runnable after) {
    for (int point = 0; ; point++) {
      before.run();
      int already = deaths();
      dieAt(point);
      try {
        dying.run();
      } catch (Killed e) {
        // As planned.
      }
      live();
      after.run();
      if (deaths() == already) {
        return point;
      }
    }
  }

  /**
   * The process may end here.
   *
   * @throws Killed when it ends, or is dead
   */
  public synchronized void point(String where) {
    if (ahead >= 0 && ahead-- == 0) {
      dead = true;
      deaths++;
    }
    if (dead) {
      throw new Killed(where);
    }
  }

  public DataSource mortal(DataSource dataSource) {
    return wrapped(
        DataSource.class,
        dataSource,
        (method, call) -> {
          if (!method.equals("getConnection")) {
            return call.run();
          }
          point("connect");
          return mortal((Connection) call.run());
        });
  }

  private Connection mortal(Connection connection) {
    var first = new AtomicBoolean(true);
    return wrapped(
        Connection.class,
        connection,
        (method, call) -> {
          if (method.equals("commit")) {
            return around(method, call);
          }
          // Before the first one is where it connected.
          if (atStatements && method.equals("prepareStatement") && !first.getAndSet(false)) {
            point("before a statement");
          }
          return call.run();
        });
  }

  /**
   * The same, killed before a call or when its answer is there.
   *
   * @param free methods that reach nothing outside
   */
  public <T> T mortal(Class<T> type, T target, String... free) {
    Set<String> harmless = Set.of(free);
    return wrapped(
        type,
        target,
        (method, call) -> harmless.contains(method) ? call.run() : around(method, call));
  }

  private Object around(String method, Call call) throws Throwable {
    point("before " + method);
    Object answer = call.run();
    point("after " + method);
    return answer;
  }

  private interface Call {
    Object run() throws Throwable;
  }

  private interface Around {
    Object call(String method, Call call) throws Throwable;
  }

  private static <T> T wrapped(Class<T> type, T target, Around around) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                around.call(
                    method.getName(),
                    () -> {
                      try {
                        return method.invoke(target, args);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    })));
  }
}
