package oo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One data directory and the server on it, with a password (SCRAM). */
final class Cluster {
  /** The role that owns everything and that nothing of ours uses but this module. */
  static final String ADMIN = "postgres";

  /** Where it listens unless containers must reach it. */
  static final List<String> LOOPBACK = List.of("127.0.0.1");

  private static final Map<String, String> ALWAYS =
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
   * @param data made when it is absent
   * @param config on top of PostgreSQL's defaults, which are crash-safe
   */
  Cluster(Path data, Map<String, String> config) {
    this.data = runAs.reachable(data);
    this.config = config;
  }

  Path data() {
    return data;
  }

  boolean exists() {
    return Files.exists(data.resolve("oo.conf"));
  }

  /**
   * Makes the data directory; one that an interrupted start left half made is made anew.
   *
   * @param options of initdb, besides those that every cluster has
   */
  void create(String password, String... options) {
    Folders.delete(data);
    try {
      Files.createDirectories(data);
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
      Path secret = data.resolveSibling(data.getFileName() + ".password");
      Files.deleteIfExists(secret);
      Files.createFile(
          secret,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, password);
      runAs.own(data);
      runAs.own(secret);
      try {
        run(
            60,
            "initdb",
            Stream.concat(
                    Stream.of(
                        "--pgdata=" + data,
                        "--username=" + ADMIN,
                        "--pwfile=" + secret,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"),
                    Stream.of(options))
                .toArray(String[]::new));
      } finally {
        Files.deleteIfExists(secret);
      }
      Path main = data.resolve("postgresql.conf");
      Files.writeString(main, Files.readString(main) + "\ninclude 'oo.conf'\n");
      configure(0, LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param addresses to listen on
   */
  void start(int port, List<String> addresses) {
    configure(port, addresses);
    run(
        90,
        "pg_ctl",
        "start",
        "--pgdata=" + data,
        "--log=" + data.resolve("server.log"),
        "--wait",
        "--timeout=80",
        "--silent");
  }

  /** Ends every connection and stops; {@code mode} is {@code fast} or {@code immediate}. */
  void stop(String mode) {
    run(
        40,
        "pg_ctl",
        "stop",
        "--pgdata=" + data,
        "--mode=" + mode,
        "--wait",
        "--timeout=30",
        "--silent");
  }

  private void configure(int port, List<String> addresses) {
    var all = new TreeMap<>(ALWAYS);
    all.putAll(config);
    all.put("listen_addresses", String.join(",", addresses));
    all.put("port", String.valueOf(port == 0 ? 5432 : port));
    var lines = new ArrayList<String>();
    all.forEach((name, value) -> lines.add(name + " = '" + value + "'"));
    try {
      Path file = data.resolve("oo.conf");
      Files.write(file, lines);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      admit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who reaches it by a network of this machine, and knows the password. */
  private void admit() throws IOException {
    Path rules = data.resolve("pg_hba.conf");
    String written = Files.readString(rules);
    String rule = "host all all samenet scram-sha-256\n";
    if (!written.contains(rule)) {
      Files.writeString(rules, written + rule);
    }
  }

  private void run(int seconds, String program, String... arguments) {
    var command = new ArrayList<String>(List.of(programs.resolve(program).toString()));
    command.addAll(List.of(arguments));
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
          throw new PostgresFailed(program + " failed: " + said(output));
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

  private String said(Path output) throws IOException {
    Path log = data.resolve("server.log");
    String all = Files.readString(output) + (Files.exists(log) ? "\n" + Files.readString(log) : "");
    List<String> lines = all.lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }
}
