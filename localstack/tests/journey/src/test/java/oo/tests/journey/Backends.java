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
import oo.dev.supervisor.StandInSettings;
import oo.postgres.TestDatabase;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import oo.standins.oauth.OAuthClient;
import oo.template.FreshKeys;

/** A database, stand-ins for Google and Todoist, and keys, for functions on any platform. */
public final class Backends implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  public final TestDatabase database;
  public final StandIns standIns;
  public final StandInsControl control;
  private final Map<String, String> settings = new HashMap<>(FreshKeys.fresh());

  private Backends(String machine, String... addresses) {
    database = TestDatabase.create();
    standIns = StandIns.start(StandInsConfig.inMemory().addresses(addresses));
    control = StandInsControl.of(standIns);
    settings.put("DATABASE_URL", database.url().replace(LOOPBACK, machine));
    settings.put("DATABASE_USER", database.user());
    // Many people, one address and no pauses; LimitsIT turns them on.
    settings.put("LIMITS", "off");
    settings.put("DATABASE_PASSWORD", database.password());
    settings.put("GOOGLE_CLIENT_ID", "oo");
    settings.put("GOOGLE_CLIENT_SECRET", "google-secret");
    settings.put("GOOGLE_ISSUER", standIns.googleBase());
    settings.put("GOOGLE_BACK_CHANNEL", standIns.googleBase().replace(LOOPBACK, machine));
    if (machine.equals(LOOPBACK)) {
      settings.putAll(StandInSettings.mail(standIns.mailbox().url()));
    }
    settings.put("TODOIST_CLIENT_ID", "oo");
    settings.put("TODOIST_CLIENT_SECRET", "todoist-secret");
    settings.put("TODOIST_BASE", standIns.todoistBase());
    settings.put("TODOIST_BACK_CHANNEL", standIns.todoistBase().replace(LOOPBACK, machine));
  }

  public static Backends create() {
    return new Backends(LOOPBACK, LOOPBACK);
  }

  /**
   * For functions in containers.
   *
   * @param machine the name by which a container reaches this machine
   * @param addresses of this machine to listen on, in addition to loopback
   */
  public static Backends reachableAt(String machine, String... addresses) {
    for (String address : addresses) {
      TestDatabase.alsoAt(address);
    }
    return new Backends(
        machine, Stream.concat(Stream.of(LOOPBACK), Stream.of(addresses)).toArray(String[]::new));
  }

  /** The environment of a deployment, without its own address and its queues. */
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** Makes Google and Todoist redirect to this origin. */
  public void registerOrigin(String origin) {
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

  /** Runs a query for one number. */
  public long count(String sql) {
    return Long.parseLong(texts(sql).getFirst());
  }

  /** Runs a query and returns the first column as text. */
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

  /** The titles of the tasks that are open at Todoist. */
  public List<String> openTasks(TodoistControl.User account) {
    return control.todoist().openTasks(account.id()).stream()
        .map(TodoistControl.TaskView::content)
        .toList();
  }

  /** How many grants of the account are not revoked at Todoist. */
  public int grants(TodoistControl.User account) {
    return control.todoist().accounts().stream()
        .filter(user -> user.id().equals(account.id()))
        .findFirst()
        .orElseThrow()
        .grants();
  }

  @Override
  public void close() {
    standIns.close();
    database.close();
  }
}
