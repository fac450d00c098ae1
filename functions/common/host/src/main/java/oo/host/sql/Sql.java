package oo.host.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;

/**
 * Runs SQL on one connection: within a {@link Transaction}, or one statement by itself. Pass it
 * along and never keep it: it is invalid when the function given to {@link Database} returns.
 */
public sealed class Sql permits Transaction {
  /** Keeps each statement's parsed {@code :name} parameters for all connections. */
  private static final NamedParameterJdbcTemplate PARSED =
      new NamedParameterJdbcTemplate(new JdbcTemplate());

  private final Connection connection;
  private final JdbcClient client;

  Sql(Connection connection) {
    this.connection = connection;
    this.client =
        JdbcClient.create(
            new NamedParameterJdbcTemplate(PARSED, new JdbcTemplate(new Held(connection))));
  }

  /** A statement with {@code ?} or {@code :name} parameters. Times are OffsetDateTime. */
  public final JdbcClient.StatementSpec sql(String text) {
    return client.sql(text);
  }

  /**
   * An array parameter, for statements that take a whole batch: {@code uuid}, {@code text}, {@code
   * int4}, ...
   */
  public final Array array(String type, Collection<?> values) {
    try {
      return connection.createArrayOf(type, values.toArray());
    } catch (SQLException e) {
      throw new DatabaseUnavailable(e);
    }
  }

  public final Array uuids(Collection<UUID> values) {
    return array("uuid", values);
  }

  public final Array texts(Collection<String> values) {
    return array("text", values);
  }

  /**
   * Gives Spring the same open connection for each statement: what {@code
   * SingleConnectionDataSource} does, without its proxy.
   */
  private static final class Held extends AbstractDataSource implements SmartDataSource {
    private final Connection connection;

    Held(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Connection getConnection() {
      return connection;
    }

    @Override
    public Connection getConnection(String user, String password) {
      throw new UnsupportedOperationException("There is one role");
    }

    @Override
    public boolean shouldClose(Connection given) {
      return false;
    }
  }
}
