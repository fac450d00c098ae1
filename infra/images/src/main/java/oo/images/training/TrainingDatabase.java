package oo.images.training;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import oo.maintenance.MigrateFunction;

/**
 * A PostgreSQL on loopback with oO's schema and no rows. As root on Linux it needs {@code unshare}.
 */
public final class TrainingDatabase implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Path log;

  private TrainingDatabase(EmbeddedPostgres server, Path log) {
    this.server = server;
    this.log = log;
  }

  /** With the schema of this build. */
  public static TrainingDatabase start() {
    return start(source -> new MigrateFunction(source).run());
  }

  /** With the schema that {@code migrate} makes. */
  public static TrainingDatabase start(Consumer<DataSource> migrate) {
    try {
      Path log = Files.createTempFile("oo-postgres-", ".log");
      var database =
          new TrainingDatabase(
              EmbeddedPostgres.builder()
                  .setLocaleConfig("locale", "C")
                  .setServerConfig("fsync", "off")
                  .setServerConfig("autovacuum", "off")
                  .setOutputRedirector(Redirect.appendTo(log.toFile()))
                  .setErrorRedirector(Redirect.appendTo(log.toFile()))
                  .start(),
              log);
      migrate.accept(database.dataSource());
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start", e);
    }
  }

  public DataSource dataSource() {
    return server.getPostgresDatabase();
  }

  /** What the server wrote so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings with which a function reaches it; on loopback the server asks for no password. */
  public Map<String, String> settings() {
    // prepareThreshold=0: as through a transaction pooler, the driver prepares no statement.
    return Map.of(
        "DATABASE_URL",
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?prepareThreshold=0",
        "DATABASE_USER",
        "postgres",
        "DATABASE_PASSWORD",
        "unused");
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
