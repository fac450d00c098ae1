package oo.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;

/** A platform that counts the statements which reach the database, and sends nothing. */
final class CountingPlatform implements Platform {
  private final DataSource source;
  final AtomicInteger statements = new AtomicInteger();

  CountingPlatform(DataSource source) {
    this.source = source;
  }

  @Override
  public DataSource dataSource(Settings settings) {
    return counting(DataSource.class, source);
  }

  @Override
  public MessageQueue queue(Settings settings) {
    return (queue, messages) -> {};
  }

  @Override
  public ObjectStore objects(Settings settings) {
    throw new UnsupportedOperationException();
  }

  private <T> T counting(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                if (method.getName().startsWith("prepareStatement")
                    || method.getName().equals("createStatement")) {
                  statements.incrementAndGet();
                }
                return result instanceof Connection connection
                    ? counting(Connection.class, connection)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
