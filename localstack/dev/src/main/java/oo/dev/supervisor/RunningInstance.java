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

/** What another command needs to know of {@code ./oo run} in this tree. */
public final class RunningInstance {
  private final Map<String, String> settings;

  private RunningInstance(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * @throws Stopped when there was no run yet, and no database is configured
   */
  public static RunningInstance in(Path folder) {
    var tree = new Tree(folder);
    LocalSettings settings = LocalSettings.of(tree, System.getenv());
    Path postgres = tree.state().resolve("postgres");
    if (settings.configured("DATABASE_URL").isEmpty()) {
      if (!Files.exists(postgres)) {
        throw new Stopped("There is no database yet: ./oo run makes it.");
      }
      settings.make(DurableServer.settings(postgres));
    }
    if (settings.configured("SITE_ORIGIN").isEmpty()) {
      address(tree).ifPresent(site -> settings.make(Map.of("SITE_ORIGIN", site)));
    }
    return new RunningInstance(settings.whole());
  }

  /** Where it is open, if it runs. */
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

  /** As the environment of a process. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Whether its database does. */
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

  /** The command that opens it, or asks it once. */
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
