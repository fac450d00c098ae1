package oo.server.invoke;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Marks work that no page waits for: queues and schedules. It has its own connections to the
 * database, so that it goes on while pages use all of theirs.
 */
public final class Background {
  private static final ScopedValue<Boolean> HERE = ScopedValue.newInstance();

  private Background() {}

  public static boolean here() {
    return HERE.isBound();
  }

  public static <T> T run(Supplier<T> work) {
    return ScopedValue.where(HERE, true).call(work::get);
  }

  /** Its connections are for background work, whatever the thread. */
  public static DataSource only(DataSource source) {
    return new AbstractDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        return ScopedValue.where(HERE, true).call(source::getConnection);
      }

      @Override
      public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("There is one role");
      }
    };
  }
}
