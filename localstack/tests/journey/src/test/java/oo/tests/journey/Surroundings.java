package oo.tests.journey;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import oo.postgres.TestDatabase;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.StandInsControl;
import oo.standins.oauth.OAuthClient;
import oo.template.FreshKeys;

/** What oO stands on, whatever runs its functions: a database, Google and Todoist, and keys. */
public final class Surroundings implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  public final TestDatabase database;
  public final StandIns standIns;
  public final StandInsControl control;
  private final Map<String, String> settings = new HashMap<>(FreshKeys.fresh());

  private Surroundings(String machine, String... addresses) {
    database = TestDatabase.create();
    standIns = StandIns.start(StandInsConfig.inMemory().addresses(addresses));
    control = StandInsControl.of(standIns);
    settings.put("DATABASE_URL", database.url().replace(LOOPBACK, machine));
    settings.put("DATABASE_USER", database.user());
    settings.put("DATABASE_PASSWORD", database.password());
    settings.put("GOOGLE_CLIENT_ID", "oo");
    settings.put("GOOGLE_CLIENT_SECRET", "google-secret");
    settings.put("GOOGLE_ISSUER", standIns.googleBase());
    settings.put("GOOGLE_BACK_CHANNEL", standIns.googleBase().replace(LOOPBACK, machine));
    settings.put("TODOIST_CLIENT_ID", "oo");
    settings.put("TODOIST_CLIENT_SECRET", "todoist-secret");
    settings.put("TODOIST_BASE", standIns.todoistBase());
    settings.put("TODOIST_BACK_CHANNEL", standIns.todoistBase().replace(LOOPBACK, machine));
  }

  public static Surroundings fresh() {
    return new Surroundings(LOOPBACK, LOOPBACK);
  }

  /**
   * The same for functions in containers.
   *
   * @param machine how a container names this machine
   * @param addresses those of this machine to listen on beside loopback, so that it is found there
   */
  public static Surroundings foundAt(String machine, String... addresses) {
    for (String address : addresses) {
      TestDatabase.alsoAt(address);
    }
    return new Surroundings(
        machine, Stream.concat(Stream.of(LOOPBACK), Stream.of(addresses)).toArray(String[]::new));
  }

  /** The environment that a deployment on them has, but for its own address and its queues. */
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** From now on Google and Todoist send people back to this origin. */
  public void welcome(String origin) {
    control
        .google()
        .register(OAuthClient.of("oo", "google-secret", origin + "/api/auth/google/callback"));
    control
        .todoist()
        .register(
            OAuthClient.of("oo", "todoist-secret", origin + "/api/connectors/todoist/callback"));
  }

  public void execute(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One number. */
  public long count(String sql) {
    return Long.parseLong(texts(sql).getFirst());
  }

  /** The first column, as text. */
  public List<String> texts(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    standIns.close();
    database.close();
  }
}
