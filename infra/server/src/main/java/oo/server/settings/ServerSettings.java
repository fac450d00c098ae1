package oo.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.sql.Postgres;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The settings of the server and of the operator's commands: the environment, {@code
 * DATABASE_PASSWORD_FILE}, and the keys of {@code KEYS_FILE}. The environment overrides the files.
 */
public final class ServerSettings {
  private static final String KEYS = "KEYS_FILE";
  private static final String PASSWORD = "DATABASE_PASSWORD";
  private static final String PASSWORD_FILE = "DATABASE_PASSWORD_FILE";
  private static final String HERE = "DATABASE_ON_THIS_MACHINE";

  /** Tables that have a row as soon as a key has sealed, signed or proved something. */
  private static final List<String> SEALED = List.of("app_user", "credential", "key_probe");

  private static final Duration WAIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int CONNECT_SECONDS = 2;
  private static final int PORT = 8080;
  private static final int MAX_PORT = 65_535;

  private ServerSettings() {}

  /**
   * For a command: it makes no keys, and does without those of a file that is not there.
   *
   * @throws MissingSetting when a file that is named cannot be used
   */
  public static Map<String, String> of(Map<String, String> environment) {
    Map<String, String> settings = withPassword(environment);
    Path file = Path.of(settings.getOrDefault(KEYS, ""));
    return Files.isRegularFile(file) ? withKeys(settings, file) : settings;
  }

  /**
   * For the server, which makes the keys at its first start. It asks the database whether it is the
   * first, and waits a minute for it.
   *
   * @throws MissingSetting when a file that is named cannot be used
   */
  public static Map<String, String> ofServer(Map<String, String> environment) {
    Map<String, String> settings = withPassword(environment);
    String file = settings.getOrDefault(KEYS, "");
    return file.isBlank() ? settings : withKeys(settings, Path.of(file));
  }

  /**
   * A data source without a pool. With {@code DATABASE_ON_THIS_MACHINE=true} it needs no TLS, as no
   * other machine sees what is sent.
   *
   * @param settings of the module that asks
   * @param server the settings of the whole server
   */
  public static PGSimpleDataSource database(
      Settings settings, Settings server, int connectSeconds) {
    PGSimpleDataSource source = Postgres.dataSource(settings, connectSeconds);
    if (server.optional(HERE).orElse("").equals("true")) {
      source.setSslMode("prefer");
    }
    return source;
  }

  /**
   * The value of {@code OO_PORT}; 8080 when it is absent. 0 is any free port, for a caller that
   * reads which.
   *
   * @param least 0 or 1
   * @throws MissingSetting when it is no port
   */
  public static int port(Optional<String> text, int least) {
    int port =
        text.map(String::strip)
            .map(digits -> digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : -1)
            .orElse(PORT);
    if (port < least || port > MAX_PORT) {
      throw new MissingSetting("OO_PORT", "must be a number from 1 to 65535.");
    }
    return port;
  }

  private static Map<String, String> withPassword(Map<String, String> environment) {
    String file = environment.getOrDefault(PASSWORD_FILE, "");
    if (file.isBlank() || !environment.getOrDefault(PASSWORD, "").isBlank()) {
      return environment;
    }
    var all = new HashMap<>(environment);
    try {
      String password = Files.readString(Path.of(file)).strip();
      if (password.isEmpty()) {
        throw new MissingSetting(
            PASSWORD_FILE, "is empty: " + file + " must hold the database's password.");
      }
      all.put(PASSWORD, password);
    } catch (IOException | UncheckedIOException e) {
      throw new MissingSetting(
          PASSWORD_FILE, "cannot be read: " + file + " must hold the database's password.");
    }
    return all;
  }

  private static Map<String, String> withKeys(Map<String, String> settings, Path file) {
    var given = new HashMap<>(settings);
    given.values().removeIf(String::isBlank);
    try {
      var all = new HashMap<>(KeysFile.of(file, given, () -> inUse(settings)));
      all.putAll(given);
      return all;
    } catch (KeysFile.Refused e) {
      throw new MissingSetting(KEYS, String.valueOf(e.getMessage()));
    }
  }

  private static boolean inUse(Map<String, String> settings) {
    var named = new HashMap<>(settings);
    named.putIfAbsent("SITE_ORIGIN", "http://localhost");
    var own = new Settings(named);
    PGSimpleDataSource source = database(own, own, CONNECT_SECONDS);
    long until = System.nanoTime() + WAIT.toNanos();
    while (true) {
      try (Connection connection = source.getConnection()) {
        for (String table : SEALED) {
          if (asked(connection, "select to_regclass('" + table + "') is not null")
              && asked(connection, "select exists (select from " + table + ")")) {
            return true;
          }
        }
        return false;
      } catch (SQLException e) {
        if (System.nanoTime() > until) {
          throw new MissingSetting(
              KEYS,
              "is absent, and the database does not say whether it holds what lost keys sealed"
                  + " (SQLSTATE "
                  + e.getSQLState()
                  + "). Start the database, or correct DATABASE_URL and its user and password.");
        }
        pause();
      }
    }
  }

  private static boolean asked(Connection connection, String question) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
