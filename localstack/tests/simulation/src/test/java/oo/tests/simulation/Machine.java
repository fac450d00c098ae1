package oo.tests.simulation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import oo.dev.supervisor.StandInSettings;
import oo.postgres.TestDatabase;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.GoogleControl;
import oo.template.FreshKeys;
import oo.template.Template;
import oo.template.TemplateReader;

/** What all seeds of a JVM share: one database, Google, keys, the template. */
final class Machine implements AutoCloseable {
  static final String SITE = "http://localhost:8080";

  private final TestDatabase database;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Map<Connection, Instant> times = new HashMap<>();
  private final Map<Connection, PreparedStatement> setTime = new HashMap<>();
  private final String truncate;
  final StandIns google;
  final Template template;
  private final Map<String, String> oldKeys;
  private final Map<String, String> newKeys;

  Machine() {
    SeededRandomness.install();
    SeededRandomness.reset(0);
    template = TemplateReader.read(tree().resolve("infra/sam-template.yaml"));
    oldKeys = FreshKeys.fresh();
    newKeys = FreshKeys.fresh();
    google = StandIns.start(StandInSettings.registered(StandInsConfig.inMemory(), SITE));
    var accounts = new GoogleControl(google.googleBase());
    Person.NAMES.forEach(name -> accounts.subOf(name + "@example.com"));
    database = TestDatabase.create();
    try (Connection admin = connect();
        var statement = admin.createStatement()) {
      statement.execute(
          "create or replace function oo_now() returns timestamptz language sql stable as"
              + " $$ select current_setting('oo.now')::timestamptz $$");
      var tables =
          statement.executeQuery(
              "select string_agg(quote_ident(tablename), ', ') from pg_tables where schemaname ="
                  + " 'public' and tablename not like 'flyway%'");
      tables.next();
      truncate = tables.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The source tree around the working directory. */
  static Path tree() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("infra/sam-template.yaml"))) {
        return at;
      }
    }
    throw new IllegalStateException("Not in the source tree");
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    // One thread works at a time: a lock that is not free never will be.
    properties.setProperty("options", "-c lock_timeout=10ms -c oo.now=2026-01-01T00:00:00Z");
    return DriverManager.getConnection(database.url(), properties);
  }

  /** A connection whose {@code oo_now()} is this instant. */
  Connection borrow(Instant now) throws SQLException {
    Connection connection = idle.poll();
    if (connection == null) {
      connection = connect();
      setTime.put(connection, connection.prepareStatement("select set_config('oo.now', ?, false)"));
    }
    if (!now.equals(times.put(connection, now))) {
      PreparedStatement statement = setTime.get(connection);
      statement.setString(1, now.toString());
      statement.execute();
    }
    return connection;
  }

  /** Rolls back what is open. */
  void giveBack(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    idle.push(connection);
  }

  /** Deletes all rows of the seed before. */
  void clear() {
    try {
      Connection connection = borrow(Instant.EPOCH);
      try (var statement = connection.createStatement()) {
        statement.execute("truncate " + truncate);
      }
      giveBack(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The settings of every module.
   *
   * @param todoist the base of the lying provider
   * @param rotated whether the new keys are first
   */
  Map<String, String> settings(String todoist, boolean rotated) {
    var settings = new HashMap<String, String>();
    template.modules().forEach(module -> settings.putAll(template.environment(module)));
    settings.putAll(StandInSettings.google(google.googleBase(), google.googleBase()));
    settings.putAll(StandInSettings.todoist(todoist));
    settings.put("SITE_ORIGIN", SITE);
    settings.put("LIMITS", "off"); // Days of taps are simulated in seconds.
    settings.put("DATABASE_URL", "jdbc:postgresql://simulation/simulation");
    settings.put("OBJECTS_KEY", oldKeys.getOrDefault("OBJECTS_KEY", ""));
    settings.put("SESSION_PUBLIC_KEYS", list("SESSION_PUBLIC_KEYS", rotated));
    settings.put("SESSION_PRIVATE_KEYS", list("SESSION_PRIVATE_KEYS", rotated));
    settings.put("REFRESH_KEYS", list("REFRESH_KEYS", rotated));
    settings.put("VAULT_KEYS", list("VAULT_KEYS", rotated));
    settings.values().removeIf(String::isBlank);
    return settings;
  }

  /** Both keys are known everywhere before the new one is used, as the operator's guide says. */
  private String list(String name, boolean rotated) {
    String before = oldKeys.getOrDefault(name, "");
    String after = newKeys.getOrDefault(name, "").replaceFirst("^1:", "2:");
    return rotated ? after + "," + before : before + "," + after;
  }

  @Override
  public void close() {
    google.close();
    database.close();
  }
}
