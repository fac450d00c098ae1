package oo.host.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;

/**
 * An open transaction. It is passed along, never kept: it is over when the function given to {@link
 * Database} returns.
 */
public final class Transaction {
  private final Connection connection;
  private final JdbcClient client;
  private final Map<Object, Object> attached = new LinkedHashMap<>();
  private final List<Runnable> beforeCommit = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();

  Transaction(Connection connection) {
    this.connection = connection;
    this.client = JdbcClient.create(new Held(connection));
  }

  /**
   * A statement of this transaction, with {@code ?} or {@code :name} parameters. Times go in as
   * OffsetDateTime.
   */
  public JdbcClient.StatementSpec sql(String text) {
    return client.sql(text);
  }

  /**
   * An array parameter, for statements that take a whole batch: {@code uuid}, {@code text}, {@code
   * int4}, ...
   */
  public Array array(String type, Collection<?> values) {
    try {
      return connection.createArrayOf(type, values.toArray());
    } catch (SQLException e) {
      throw new DatabaseUnavailable(e);
    }
  }

  public Array uuids(Collection<UUID> values) {
    return array("uuid", values);
  }

  public Array texts(Collection<String> values) {
    return array("text", values);
  }

  /**
   * Something kept with the transaction under a key, made on first use; e.g. a buffer that is
   * written before the commit.
   */
  @SuppressWarnings("unchecked")
  public <T> T attached(Object key, Function<Transaction, T> make) {
    return (T) attached.computeIfAbsent(key, k -> make.apply(this));
  }

  /** Runs as the last thing before the commit, within it; what it throws rolls everything back. */
  public void beforeCommit(Runnable work) {
    beforeCommit.add(work);
  }

  /**
   * Runs when the commit is certain; it must not throw, and may never run when the process dies in
   * between.
   */
  public void afterCommit(Runnable work) {
    afterCommit.add(work);
  }

  void finish() {
    // A listener may add further ones.
    for (int i = 0; i < beforeCommit.size(); i++) {
      beforeCommit.get(i).run();
    }
  }

  void committed() {
    afterCommit.forEach(Runnable::run);
  }

  /**
   * The transaction's connection as Spring asks for it, statement by statement, and leaves it open:
   * what {@code SingleConnectionDataSource} does by a proxy, without one.
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
