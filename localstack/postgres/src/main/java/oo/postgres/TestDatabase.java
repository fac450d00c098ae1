package oo.postgres;

import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * A migrated, empty database for one test or one test class, on the one server that a JVM starts.
 * What a test does to it, time included, no other database sees; only {@link #stopServer} is felt
 * by all.
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
   * The server of this JVM listens at another of this machine's addresses, too, where containers
   * reach it. Who is connected is cut off.
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

  /** From now on {@code oo_now()} is this instant, until it is set again or advanced. */
  public void setNow(Instant now) {
    replaceNow("timestamptz " + Connections.literal(now.toString()));
  }

  /** Moves {@code oo_now()} ahead; it runs on, or stands still, as it did before. */
  public void advance(Duration by) {
    String before = body();
    replaceNow("(" + before + ") + interval '" + by.toNanos() / 1_000 + " microseconds'");
  }

  /** Stops the server under every database of this JVM. Start it again in the same test. */
  public void stopServer() {
    server.stop();
  }

  /** Starts it on the same port; returns when it answers. Harmless when it runs. */
  public void startServer() {
    if (!server.running()) {
      server.start();
    }
  }

  @Override
  public void close() {
    startServer();
    server.drop(name);
  }

  /** The expression that {@code oo_now()} is now, freed from {@code select} and semicolon. */
  private String body() {
    try {
      String source =
          Connections.ask(dataSource(), "select prosrc from pg_proc where proname = 'oo_now'")
              .strip();
      return source.replaceFirst("(?is)^select\\s+", "").replaceFirst(";\\s*$", "");
    } catch (java.sql.SQLException e) {
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
