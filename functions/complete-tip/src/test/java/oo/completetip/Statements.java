package oo.completetip;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/** The statements that reached the database, in their order; a commit is one. */
final class Statements {
  private final List<String> all = Collections.synchronizedList(new ArrayList<>());

  /** Forgets the earlier ones. */
  void clear() {
    all.clear();
  }

  List<String> all() {
    return List.copyOf(all);
  }

  DataSource noted(DataSource source) {
    return noted(DataSource.class, source);
  }

  private <T> T noted(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "prepareStatement" -> all.add(String.valueOf(arguments[0]));
                case "createStatement", "commit" -> all.add(method.getName());
                default -> {}
              }
              try {
                Object result = method.invoke(target, arguments);
                return result instanceof Connection connection
                    ? noted(Connection.class, connection)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
