package oo.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * A migrated, empty database for one test or one test class, with its own time. All databases of a
 * JVM share one server; {@link #stopServer} and {@link #alsoAt} affect all of them.
 */
public final class TestDatabase implements AutoCloseable {
  private final TestServer server;
  private final String name;

  private TestDatabase(TestServer server, String name) {
    this.server = server;
    this.name = name;
  }

  public static TestDatabase create() {
    TestServer server = TestServer.one();
    return new TestDatabase(server, server.create());
  }

  /**
   * Makes the server listen at another address of this machine, too, where containers reach it.
   * Closes all connections.
   */
  public static void alsoAt(String address) {
    TestServer.one().listen(address);
  }

  /** Connections without a pool, as the database's owner. */
  public DataSource dataSource() {
    return server.to(name);
  }

  public String url() {
    return server.url(name);
  }

  public String user() {
    return TestServer.USER;
  }

  public String password() {
    return TestServer.PASSWORD;
  }

  /** Stops the time: {@code oo_now()} is this instant until it is set or advanced. */
  public void setNow(Instant now) {
    replaceNow("timestamptz " + Connections.literal(now.toString()));
  }

  /** Moves {@code oo_now()} forward. Stopped time stays stopped. */
  public void advance(Duration by) {
    String before = nowExpression();
    replaceNow("(" + before + ") + interval '" + by.toNanos() / 1_000 + " microseconds'");
  }

  /** Stops the server of every database of this JVM. The same test must start it again. */
  public void stopServer() {
    server.stop();
  }

  /** Starts it on the same port; returns when it answers. No-op when it runs. */
  public void startServer() {
    server.start();
  }

  @Override
  public void close() {
    startServer();
    server.drop(name);
  }

  /** The body of {@code oo_now()} without {@code select} and semicolon. */
  private String nowExpression() {
    try {
      String source =
          Connections.ask(dataSource(), "select prosrc from pg_proc where proname = 'oo_now'")
              .strip();
      return source.replaceFirst("(?is)^select\\s+", "").replaceFirst(";\\s*$", "");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void replaceNow(String expression) {
    Connections.execute(
        dataSource(),
        "create or replace function oo_now() returns timestamptz language sql stable as $now$ select "
            + expression
            + " $now$");
  }
}
