package oo.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.commons.io.file.PathUtils;

/** One data directory and the server on it, with a password (SCRAM). */
final class Cluster {
  /** The superuser. Only this module connects with it. */
  static final String ADMIN = "postgres";

  /** The default addresses to listen on. */
  static final List<String> LOOPBACK = List.of("127.0.0.1");

  private static final Map<String, String> CONFIG =
      Map.of(
          "unix_socket_directories", "",
          "max_connections", "200",
          "shared_buffers", "64MB",
          "timezone", "UTC",
          "log_timezone", "UTC",
          // A detail line quotes values.
          "log_error_verbosity", "terse",
          "log_min_error_statement", "panic");

  private final RunAs runAs = RunAs.found();
  private final Path programs = Binaries.unpacked().resolve("bin");
  private final Path data;
  private final Map<String, String> config;

  /**
   * @param data made by {@link #create}
   * @param config overrides PostgreSQL's defaults, which are crash-safe
   */
  Cluster(Path data, Map<String, String> config) {
    this.data = runAs.reachable(data);
    this.config = config;
  }

  Path data() {
    return data;
  }

  boolean exists() {
    return holds(data);
  }

  /**
   * @throws PostgresFailed when that cannot be seen: it may hold data
   */
  static boolean holds(Path data) {
    try {
      Files.readAttributes(data.resolve("global/pg_control"), BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (FileSystemException e) {
      throw new PostgresFailed(data + " cannot be used: " + e.getReason() + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True while the server's process lives. */
  boolean running() {
    return Postmaster.of(data).filter(server -> server.lives(data)).isPresent();
  }

  /**
   * Makes the data directory beside its place and moves it there when it is complete.
   *
   * @param options of initdb, added to those of every cluster
   * @throws PostgresFailed when the place is taken: nothing there is deleted
   */
  void create(String password, String... options) {
    Path fresh = data.resolveSibling(data.getFileName() + ".new");
    Path secret = data.resolveSibling(data.getFileName() + ".password");
    try {
      if (Files.isSymbolicLink(data) && !Files.exists(data)) {
        throw new PostgresFailed(
            data + " leads to a folder that is not there: mount its disk, or delete the link.");
      }
      if (Files.exists(data) && !(Files.isDirectory(data) && PathUtils.isEmptyDirectory(data))) {
        throw new PostgresFailed(
            data + " holds something, but no database: move it elsewhere, or delete it.");
      }
      // An interrupted first start leaves both.
      if (Files.exists(fresh, LinkOption.NOFOLLOW_LINKS)) {
        Aside.move(fresh, "is from a first start that did not end");
      }
      Aside.unlessFile(secret);
      Files.deleteIfExists(secret);
      Files.createDirectories(data.getParent());
      Files.createDirectory(fresh, permissions("rwx------"));
      Files.createFile(secret, permissions("rw-------"));
      Files.writeString(secret, password);
      runAs.own(fresh);
      runAs.own(secret);
      var arguments =
          new ArrayList<>(
              List.of(
                  "--pgdata=" + fresh,
                  "--username=" + ADMIN,
                  "--pwfile=" + secret,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C",
                  "--locale-provider=builtin",
                  "--builtin-locale=C.UTF-8",
                  "--no-instructions"));
      arguments.addAll(List.of(options));
      try {
        run(60, "initdb", arguments);
      } finally {
        Files.deleteIfExists(secret);
      }
      // The networks of this machine may connect, with the password.
      Files.writeString(
          fresh.resolve("pg_hba.conf"),
          "host all all samenet scram-sha-256\n",
          StandardOpenOption.APPEND);
      Files.move(fresh, data, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param addresses to listen on
   */
  void start(int port, List<String> addresses) {
    Postmaster.forgetIfUseless(data);
    Aside.unlessFile(log());
    var all = new TreeMap<>(CONFIG);
    all.putAll(config);
    all.put("listen_addresses", String.join(",", addresses));
    all.put("port", String.valueOf(port));
    String options =
        all.entrySet().stream().map(one -> "-c " + one).collect(Collectors.joining(" "));
    control(90, "start", "--log=" + log(), "--timeout=80", "--options=" + options);
  }

  /** Ends every connection and stops; {@code mode} is {@code fast} or {@code immediate}. */
  void stop(String mode) {
    control(40, "stop", "--mode=" + mode, "--timeout=30");
  }

  private static FileAttribute<?> permissions(String posix) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(posix));
  }

  private Path log() {
    return data.resolve("server.log");
  }

  private void control(int seconds, String command, String... options) {
    var arguments = new ArrayList<>(List.of(command, "--pgdata=" + data, "--wait", "--silent"));
    arguments.addAll(List.of(options));
    run(seconds, "pg_ctl", arguments);
  }

  private void run(int seconds, String program, List<String> arguments) {
    var command = new ArrayList<>(List.of(programs.resolve(program).toString()));
    command.addAll(arguments);
    try {
      // A file, not a pipe: the server inherits it and would hold a pipe open.
      Path output = Files.createTempFile("oo-postgres-", ".log");
      try {
        Process process =
            new ProcessBuilder(runAs.command(command))
                .directory(programs.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly();
        }
        if (!ended || process.exitValue() != 0) {
          throw new PostgresFailed(program + " failed: " + lastLines(output));
        }
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresFailed(program + " was interrupted");
    }
  }

  /** Of the program's output and the server's log. */
  private String lastLines(Path output) throws IOException {
    var all = new ByteArrayOutputStream();
    for (Path file : List.of(output, log())) {
      if (Files.isRegularFile(file)) {
        Files.copy(file, all);
      }
    }
    List<String> lines =
        all.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }
}
