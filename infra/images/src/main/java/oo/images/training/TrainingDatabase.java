package oo.images.training;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import oo.maintenance.MigrateFunction;

/**
 * A PostgreSQL on loopback with oO's schema and no rows. As root on Linux it needs {@code unshare}.
 */
public final class TrainingDatabase implements AutoCloseable {
  private static final String USER = "postgres";

  private final EmbeddedPostgres server;

  private TrainingDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /** With the schema of this build. */
  public static TrainingDatabase start() {
    return start(source -> new MigrateFunction(source).run());
  }

  /** With the schema that {@code migrate} makes. */
  public static TrainingDatabase start(Consumer<DataSource> migrate) {
    try {
      var database =
          new TrainingDatabase(
              EmbeddedPostgres.builder()
                  .setLocaleConfig("locale", "C")
                  .setServerConfig("fsync", "off")
                  .setServerConfig("autovacuum", "off")
                  .start());
      migrate.accept(database.dataSource());
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start", e);
    }
  }

  public DataSource dataSource() {
    return server.getPostgresDatabase();
  }

  public int port() {
    return server.getPort();
  }

  /** Settings with which a function reaches it; the server asks for no password on loopback. */
  java.util.Map<String, String> settings() {
    // prepareThreshold=0: as through a transaction pooler, the driver prepares no statement.
    return java.util.Map.of(
        "DATABASE_URL",
        "jdbc:postgresql://127.0.0.1:" + port() + "/postgres?prepareThreshold=0",
        "DATABASE_USER",
        USER,
        "DATABASE_PASSWORD",
        "unused");
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
