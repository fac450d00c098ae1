package oo.server.backup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import oo.host.base.Settings;
import oo.postgres.ClientPrograms;
import oo.postgres.TestDatabase;

/** The programs that backups need, and settings to find them by. */
public final class Programs {
  private Programs() {}

  /** Skips the test where pg_dump 18 is not installed. */
  public static Path postgres() {
    Optional<Path> folder = ClientPrograms.folder();
    assumeTrue(folder.isPresent(), "pg_dump 18 is not installed (./oo test installs it from PyPI)");
    return folder.orElseThrow();
  }

  /** The program age, of Debian's package. */
  static Path age() {
    Path installed = postgres().resolve("../../../../age/usr/bin/age").normalize();
    Optional<Path> age =
        Stream.of(Path.of("/usr/bin/age"), installed).filter(Files::isExecutable).findFirst();
    assumeTrue(
        age.isPresent(), "age is not installed (./oo test installs it from Debian's package)");
    return age.orElseThrow();
  }

  static Map<String, String> values(TestDatabase database, Path folder) {
    var values = new HashMap<String, String>();
    values.put("PATH", postgres() + ":/usr/bin:/bin");
    values.put("SITE_ORIGIN", "http://localhost");
    values.put("DATABASE_URL", database.url());
    values.put("DATABASE_USER", database.user());
    values.put("DATABASE_PASSWORD", database.password());
    values.put("BACKUP_FOLDER", folder.toString());
    values.put("VAULT_KEYS", "1:" + "A".repeat(43) + "=");
    return values;
  }

  static Settings settings(Map<String, String> values, String... more) {
    var all = new HashMap<>(values);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return new Settings(all);
  }

  /** Puts a shell script in the place of a program, which it finds as {@code $REAL}. */
  static String instead(Path folder, String program, String script) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(program);
    Files.writeString(
        file,
        "#!/bin/sh\nREAL=%s\n[ \"$1\" = --version ] && exec $REAL --version\n%s\n"
            .formatted(postgres().resolve(program), script));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder + ":" + postgres() + ":/usr/bin:/bin";
  }
}
