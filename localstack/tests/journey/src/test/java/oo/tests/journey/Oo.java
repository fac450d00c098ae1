package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.host.base.LibraryLogs;
import oo.postgres.TestDatabase;
import oo.server.Server;
import oo.server.ServerConfig;
import oo.standins.StandIns;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import oo.standins.mail.Mailbox;
import org.apache.commons.io.FileUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A running oO on free ports: database, stand-ins, server with all modules, pages. */
public final class Oo implements AutoCloseable {
  public static final List<String> MODULES =
      List.of("auth", "connect-callback", "fetch-signals", "recommend", "complete-tip");
  public static final Path TREE = tree();

  private static final List<String> SCHEDULES =
      List.of("schedule_fetches", "sweep_outbox", "purge_expired");

  private static final Retry RETRY = Retry.within(Duration.ofSeconds(40));

  static {
    LibraryLogs.quiet(); // before a library logs its first line
  }

  public final Backends backends = Backends.create();
  public final TestDatabase database = backends.database;
  public final StandIns standIns = backends.standIns;
  public final StandInsControl control = backends.control;
  public final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();
  private final Map<String, String> settings = new HashMap<>(backends.settings());
  private final Path objects = temporary();
  private final Path tree;
  public Server server;

  public Oo() {
    this(TREE, Map.of());
  }

  /** Takes template and pages from another tree. The settings are added, or override. */
  public Oo(Path tree, Map<String, String> more) {
    this.tree = tree;
    // As ./oo run does: without a pooler, the driver may keep prepared statements.
    settings.put("DATABASE_URL", database.url() + "?prepareThreshold=5");
    settings.putAll(more);
    server = start(0, Map.of());
    backends.registerOrigin(server.baseUrl());
  }

  /** Ends the server without waiting for its work and starts another one on the same port. */
  public void restartRuntime() {
    restartRuntime(Map.of());
  }

  /** Restarts with changed settings, for this start only. */
  public void restartRuntime(Map<String, String> changed) {
    restartRuntime(changed, () -> {});
  }

  /**
   * @param between runs while there is no server
   */
  void restartRuntime(Map<String, String> changed, Runnable between) {
    int port = server.port();
    server.close();
    between.run();
    server = start(port, changed);
  }

  private Server start(int port, Map<String, String> changed) {
    var all = new HashMap<>(settings);
    all.putAll(changed);
    return Server.start(
        ServerConfig.of(tree, objects, all).at("127.0.0.1", port).logging(log::add));
  }

  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  public String at(String path) {
    return server.baseUrl() + path;
  }

  /** The mails that oO sent. */
  public Mailbox mailbox() {
    return backends.standIns.mailbox();
  }

  public TodoistControl todoist() {
    return control.todoist();
  }

  /** Advances oO's time, and with it due times, leases and the visibility of messages. */
  public void pass(Duration time) {
    database.advance(time);
  }

  /** Advances oO's time to when a tap can no longer be undone and its delivery is due. */
  public void passUndo() {
    pass(Duration.ofSeconds(16));
  }

  /** Returns when oO has reconnected, and its schedules have run in the time that tests added. */
  public void startDatabase() {
    database.startServer();
    eventually(
        () -> {
          for (String module : MODULES) {
            HttpPerson.Answer health = new HttpPerson(this).get("/api/" + module + "/health");
            assertThat(health.status()).as(health.json().toString()).isEqualTo(200);
          }
        },
        () -> SCHEDULES.forEach(this::tick));
  }

  public void tick(String schedule) {
    server.calls().tick(schedule);
  }

  public void execute(String sql) {
    backends.execute(sql);
  }

  /** Runs a query for one number. */
  public long count(String sql) {
    return backends.count(sql);
  }

  /** Runs a query and returns the first column as text. */
  public List<String> texts(String sql) {
    return backends.texts(sql);
  }

  /** How many commands of this user's taps reached Todoist. */
  public long sentFor(String email) {
    List<String> commands =
        texts(
            "select command_id from delivery join app_user using (user_id) where email = '"
                + email
                + "'");
    return todoist().journal().stream()
        .flatMap(entry -> entry.operations().stream())
        .filter(operation -> commands.contains(operation.uuid()))
        .count();
  }

  public List<String> openTasks(TodoistControl.User account) {
    return backends.openTasks(account);
  }

  /** Repeats the assertion until it holds, for at most 40 s. */
  public static void eventually(ThrowingCallable assertion) {
    RETRY.until(assertion);
  }

  /**
   * @param between runs before each repetition
   */
  public static void eventually(ThrowingCallable assertion, Runnable between) {
    RETRY.until(assertion, between);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("oo-journey-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    backends.close();
    FileUtils.deleteDirectory(objects.toFile());
  }

  /** The nearest parent folder with the template. Test modules lie at different depths. */
  static Path tree() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("infra/sam-template.yaml"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
