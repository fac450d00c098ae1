package oo.lambda;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Opens connections; when the database refuses the password, with the one that is valid now. */
final class RotatingSource extends AbstractDataSource {
  /** SQLSTATE: invalid authorization specification, and invalid password. */
  private static final String REFUSED = "28";

  private final RotatingSettings settings;
  private final Function<Map<String, String>, DataSource> making;
  private Map<String, String> used;
  private DataSource source;

  RotatingSource(RotatingSettings settings, Function<Map<String, String>, DataSource> making) {
    this.settings = settings;
    this.making = making;
    this.used = settings.values();
    this.source = making.apply(used);
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      return source().getConnection();
    } catch (SQLException e) {
      if (!String.valueOf(e.getSQLState()).startsWith(REFUSED) || !renewed()) {
        throw e;
      }
      return source().getConnection();
    }
  }

  private synchronized DataSource source() {
    return source;
  }

  private synchronized boolean renewed() {
    Map<String, String> now = settings.reread();
    if (now == used) {
      return false;
    }
    used = now;
    source = making.apply(now);
    return true;
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException("There is one role");
  }
}
