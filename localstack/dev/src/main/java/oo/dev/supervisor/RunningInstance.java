package oo.dev.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.postgres.DurableServer;

/** The settings and the database of {@code ./oo run}, for the other commands. */
public final class RunningInstance {
  private final Map<String, String> settings;

  private RunningInstance(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * @throws StartFailed when {@code ./oo run} has not made a database and none is configured
   */
  public static RunningInstance in(Path folder) {
    var tree = new Tree(folder);
    LocalSettings settings = LocalSettings.of(tree, System.getenv());
    Path postgres = tree.postgres();
    if (settings.configured("DATABASE_URL").isEmpty()) {
      if (!Files.exists(postgres)) {
        throw new StartFailed("There is no database yet: ./oo run makes it.");
      }
      settings.make(DurableServer.settings(postgres));
    }
    if (settings.configured("SITE_ORIGIN").isEmpty()) {
      address(tree).ifPresent(site -> settings.make(Map.of("SITE_ORIGIN", site)));
    }
    settings.make(Map.of("BACKUP_FOLDER", tree.state().resolve("backups").toString()));
    return new RunningInstance(settings.whole());
  }

  /** The address of the site, if it runs. */
  private static Optional<String> address(Tree tree) {
    try {
      return Files.readString(tree.state().resolve("running"))
          .lines()
          .filter(line -> line.startsWith("open "))
          .map(line -> line.substring("open ".length()))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The environment of a process. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Whether the database answers. */
  public boolean answers() {
    try {
      DriverManager.getConnection(
              setting("DATABASE_URL"), setting("DATABASE_USER"), setting("DATABASE_PASSWORD"))
          .close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** The command that opens the database, or runs one statement. */
  public ProcessBuilder psql(String sql) {
    var command =
        new ArrayList<>(
            List.of(
                "psql",
                setting("DATABASE_URL")
                    .replaceFirst("^jdbc:", "")
                    .replaceFirst("\\?prepareThreshold=\\d+$", "")));
    if (!sql.isEmpty()) {
      command.addAll(List.of("-c", sql));
    }
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("PGUSER", setting("DATABASE_USER"));
    builder.environment().put("PGPASSWORD", setting("DATABASE_PASSWORD"));
    return builder;
  }

  private String setting(String name) {
    return settings.getOrDefault(name, "");
  }
}
