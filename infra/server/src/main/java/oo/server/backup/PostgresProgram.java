package oo.server.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.host.base.Settings;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * {@code pg_dump} or {@code pg_restore} of the path. It gets the database by its environment, so
 * that no list of processes shows the password, and no setting of oO else.
 */
final class PostgresProgram {
  private static final Set<String> KEPT = Set.of("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH");
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  private final String name;
  private final Path file;

  private PostgresProgram(String name, Path file) {
    this.name = name;
    this.file = file;
  }

  /**
   * Finds the program.
   *
   * @param server the major version of the database's server
   * @throws BackupRefused when there is none, or of another major version
   */
  static PostgresProgram find(String name, Settings settings, int server) {
    String install =
        "install the client programs of PostgreSQL %d (on Debian postgresql-client-%d, from apt.postgresql.org)"
            .formatted(server, server);
    String path =
        settings.optional("PATH").or(() -> Optional.ofNullable(System.getenv("PATH"))).orElse("");
    var program =
        new PostgresProgram(
            name,
            Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                    new BackupRefused("There is no " + name + " on the PATH: " + install + ".")));
    int major = program.major();
    if (major != server) {
      throw new BackupRefused(
          "%s is of PostgreSQL %d, and the database of %d: %s."
              .formatted(program.file, major, server, install));
    }
    return program;
  }

  private int major() {
    try {
      Process asked = new ProcessBuilder(file.toString(), "--version").start();
      Matcher version = VERSION.matcher(new String(asked.getInputStream().readAllBytes(), UTF_8));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      throw cannotStart();
    }
  }

  private BackupRefused cannotStart() {
    return new BackupRefused(file + " cannot be started: install it again.");
  }

  /** Starts it for a database; the caller reads or writes its streams, and closes it. */
  Running start(PGSimpleDataSource database, List<String> arguments) {
    var command = new ArrayList<>(List.of(file.toString()));
    command.addAll(arguments);
    try {
      Path errors = Files.createTempFile("oo-" + name + "-", ".log");
      try {
        var builder = new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile()));
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().putAll(environment(database));
        return new Running(builder.start(), errors);
      } catch (IOException e) {
        Files.delete(errors);
        throw cannotStart();
      }
    } catch (IOException e) {
      throw new BackupRefused("The folder for temporary files cannot be written: make room in it.");
    }
  }

  private static Map<String, String> environment(PGSimpleDataSource database) {
    var all = new java.util.TreeMap<String, String>();
    all.put("LC_ALL", "C");
    all.put("PGAPPNAME", "oo-backup");
    all.put("PGCONNECT_TIMEOUT", "10");
    all.put("PGHOST", database.getServerNames()[0]);
    int port = database.getPortNumbers()[0];
    all.put("PGPORT", String.valueOf(port == 0 ? 5432 : port));
    all.put("PGDATABASE", Objects.requireNonNullElse(database.getDatabaseName(), ""));
    all.put("PGUSER", Objects.requireNonNullElse(database.getUser(), ""));
    all.put("PGPASSWORD", Objects.requireNonNullElse(database.getPassword(), ""));
    String mode = database.getSslMode();
    if (mode != null) {
      all.put("PGSSLMODE", mode);
      String root = database.getSslRootCert();
      boolean ofJava =
          String.valueOf(PGProperty.SSL_FACTORY.getOrDefault(System.getProperties()))
              .contains("DefaultJava");
      if (root != null) {
        all.put("PGSSLROOTCERT", root);
      } else if (ofJava || mode.equals("verify-full")) {
        all.put("PGSSLROOTCERT", "system");
      }
    }
    return all;
  }

  /** A program that runs. Closing ends it. */
  final class Running implements AutoCloseable {
    private final Process process;
    private final Path errors;

    private Running(Process process, Path errors) {
      this.process = process;
      this.errors = errors;
    }

    InputStream output() {
      return process.getInputStream();
    }

    /** Its standard input. What it does not read any more is dropped: its exit code tells why. */
    OutputStream input() {
      OutputStream pipe = process.getOutputStream();
      return new OutputStream() {
        private boolean closed;

        @Override
        public void write(int one) throws IOException {
          write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
          try {
            if (!closed) {
              pipe.write(bytes, from, count);
            }
          } catch (IOException e) {
            closed = true;
          }
        }

        @Override
        public void close() {
          try {
            pipe.close();
          } catch (IOException e) {
            closed = true;
          }
        }
      };
    }

    /**
     * Waits for its end.
     *
     * @return why it failed, in its own words without what it quotes; empty when it did not
     */
    Optional<String> failure() {
      try {
        return process.waitFor() == 0 ? Optional.empty() : Optional.of(said());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackupRefused(name + " was interrupted.");
      }
    }

    private String said() {
      try {
        return Files.readAllLines(errors).stream()
            .filter(line -> line.contains("error:"))
            .findFirst()
            // Values of a row would be quoted, or follow in lines of their own.
            .map(line -> QUOTED.matcher(line).replaceAll("\"...\""))
            .orElse(name + " ended with " + process.exitValue());
      } catch (IOException e) {
        return name + " ended with " + process.exitValue();
      }
    }

    @Override
    public void close() {
      process.destroy();
      try {
        Files.deleteIfExists(errors);
      } catch (IOException e) {
        // Only a temporary file is left.
      }
    }
  }
}
