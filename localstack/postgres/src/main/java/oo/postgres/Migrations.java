package oo.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The migrations of the source tree around the working directory. */
final class Migrations {
  private static final String FOLDER = "functions/maintenance/src/main/resources/db/migration";

  // A field, because the level of an unreferenced logger is lost with it.
  private static final Logger LOG = Logger.getLogger("org.flywaydb");

  private Migrations() {}

  static void run(DataSource source) {
    LOG.setLevel(Level.WARNING);
    Flyway.configure()
        .dataSource(source)
        .locations("filesystem:" + folder())
        .failOnMissingLocations(false)
        .loggers("slf4j")
        .load()
        .migrate();
  }

  private static Path folder() {
    Path from = Path.of("").toAbsolutePath();
    for (Path at = from; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("functions/maintenance/pom.xml"))) {
        return at.resolve(FOLDER);
      }
    }
    throw new IllegalStateException("No " + FOLDER + " above " + from);
  }
}
