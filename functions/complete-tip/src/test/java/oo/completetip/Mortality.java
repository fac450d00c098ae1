package oo.completetip;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import oo.connectors.Connector;
import oo.host.queue.MessageQueue;

/**
 * A process that can be killed at each point of contact with the outside: connecting to the
 * database, a commit (before and after), a message, a call to the provider (before and after). Once
 * dead it does nothing until {@link #live}.
 */
final class Mortality {
  /** Only the host catches an Error, so nothing cleans up after a process that died. */
  static final class Killed extends Error {
    Killed(String where) {
      super(where);
    }
  }

  /** Negative when it does not die. */
  private int ahead = -1;

  private boolean dead;
  private int deaths;

  /** Dies at the n-th point from now; 0 is the next. */
  synchronized void dieAt(int point) {
    ahead = point;
  }

  /** Ends the dying: the same process lives on, or another one takes over. */
  synchronized void live() {
    ahead = -1;
    dead = false;
  }

  /** A process that died answers nothing, although its host made an answer of the Error. */
  synchronized <T> T lived(T answer) {
    if (dead) {
      throw new Killed("in the call");
    }
    return answer;
  }

  /** How often it died so far. */
  synchronized int deaths() {
    return deaths;
  }

  private synchronized void point(String where) {
    if (ahead >= 0 && ahead-- == 0) {
      dead = true;
      deaths++;
    }
    if (dead) {
      throw new Killed(where);
    }
  }

  DataSource mortal(DataSource dataSource) {
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
    return wrapped(
        Connection.class,
        connection,
        (method, call) -> {
          if (!method.equals("commit")) {
            return call.run();
          }
          point("before the commit");
          Object nothing = call.run();
          point("after the commit");
          return nothing;
        });
  }

  MessageQueue mortal(MessageQueue queue) {
    return (address, messages) -> {
      point("before sending a message");
      queue.send(address, messages);
      point("after sending a message");
    };
  }

  /** The same connector, killed before a call or when its answer is there. */
  UnaryOperator<Connector> calls() {
    return connector ->
        wrapped(
            Connector.class,
            connector,
            (method, call) -> {
              if (method.equals("provider")) {
                return call.run();
              }
              point("before " + method);
              Object answer = call.run();
              point("after " + method);
              return answer;
            });
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
