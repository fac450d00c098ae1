package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import oo.postgres.TestDatabase;
import oo.server.LibraryLogs;
import oo.server.Server;
import oo.server.ServerConfig;
import oo.standins.StandIns;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The whole product on free ports: database, stand-ins, runtime with all modules, pages. */
public final class Oo implements AutoCloseable {
  public static final List<String> MODULES =
      List.of("auth", "connect-callback", "fetch-signals", "recommend", "complete-tip");
  public static final Path TREE = tree();

  static {
    LibraryLogs.quiet(); // Before a library says its first word.
  }

  public final Surroundings around = Surroundings.fresh();
  public final TestDatabase database = around.database;
  public final StandIns standIns = around.standIns;
  public final StandInsControl control = around.control;
  public final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();
  private final Map<String, String> settings = new HashMap<>(around.settings());
  private final Path objects = temporary();
  private final Path tree;
  public Server server;

  public Oo() {
    this(TREE, Map.of());
  }

  /** From another tree's template and pages, with more settings. */
  public Oo(Path tree, Map<String, String> more) {
    this.tree = tree;
    // As ./oo run, which has its database to itself: no pooler is in between.
    settings.put("DATABASE_URL", database.url() + "?prepareThreshold=5");
    settings.putAll(more);
    server = start(0, Map.of());
    around.welcome(server.baseUrl());
  }

  /** Ends the runtime as it is, and starts another one on the same port. */
  public void restartRuntime() {
    restartRuntime(Map.of());
  }

  /** The same with some settings changed, for this start only. */
  public void restartRuntime(Map<String, String> changed) {
    int port = server.port();
    server.close();
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

  public TodoistControl todoist() {
    return control.todoist();
  }

  /** oO's time goes on, and with it due times, leases and what waits in a queue. */
  public void pass(Duration time) {
    database.advance(time);
  }

  /** When the time for undoing is over, and the delivery's turn has come. */
  public void passUndo() {
    pass(Duration.ofSeconds(16));
  }

  /** Returns when oO has found it again by itself. */
  public void startDatabase() {
    database.startServer();
    eventually(
        () -> {
          for (String module : MODULES) {
            assertThat(new HttpPerson(this).get("/api/" + module + "/health").status())
                .isEqualTo(200);
          }
        });
  }

  public void tick(String schedule) {
    server.calls().tick(schedule);
  }

  public void execute(String sql) {
    around.execute(sql);
  }

  /** One number. */
  public long count(String sql) {
    return around.count(sql);
  }

  /** The first column, as text. */
  public List<String> texts(String sql) {
    return around.texts(sql);
  }

  /** How many commands of a person's taps reached Todoist. */
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
    return todoist().openTasks(account.id()).stream()
        .map(TodoistControl.TaskView::content)
        .toList();
  }

  /** Waits until it holds, for 40 s at most. */
  public static void eventually(ThrowingCallable assertion) {
    eventually(assertion, () -> {});
  }

  /** The same, and does something before each look but the first. */
  public static void eventually(ThrowingCallable assertion, Runnable between) {
    long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (true) {
      try {
        assertion.call();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > until) {
          throw e;
        }
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      try {
        Thread.sleep(200);
        between.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
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
    around.close();
    try (Stream<Path> files = Files.walk(objects)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The first folder upwards with the template: test modules lie at different depths. */
  static Path tree() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("infra/sam-template.yaml"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
