package oo.tests.simulation;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.dev.supervisor.SmallJvm;
import oo.dev.supervisor.StandInSettings;
import oo.postgres.DurableServer;
import oo.server.Main;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.standins.fault.RequestJournal;
import oo.template.FreshKeys;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./oo simulate --kill N}: kills the server and PostgreSQL, real processes, N times with
 * {@code kill -9} while people tap, and checks the histories of these people afterwards. Not
 * deterministic: the seed fixes only what the people and the killer draw. A run across midnight may
 * count the rounds of a daily task wrongly.
 */
final class Kills implements AutoCloseable {
  private static final List<String> NAMES = List.of("anna", "ben", "cleo", "dan");
  private static final Duration START = Duration.ofMinutes(1);

  /** Longer than a lease, and the sweep that finds what a dead sender left. */
  private static final Duration SETTLING = Duration.ofMinutes(4);

  private static final String UNSETTLED =
      """
      select decision_id, action, state, attempts, last_error from delivery
      where state in ('waiting', 'sending')
      """;

  private final Path folder = Files.createTempDirectory("oo-kills-");
  private final Path log = Machine.tree().resolve(".oo/kills.log");
  private final Map<String, String> settings = new HashMap<>(FreshKeys.fresh());
  private final String site;
  private final StandIns standIns;
  private final DurableServer database;
  private final TodoistControl todoist;
  private final List<RequestJournal.Entry> journal = new ArrayList<>();
  private @Nullable Process server;

  private Kills() throws IOException {
    Files.createDirectories(log.resolveSibling(""));
    Files.deleteIfExists(log);
    Runtime.getRuntime().addShutdownHook(new Thread(this::killServer));
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    site = "http://localhost:" + port;
    standIns = StandIns.start(StandInSettings.registered(StandInsConfig.inMemory(), site));
    todoist = new TodoistControl(standIns.todoistBase());
    todoist.limits(1_000_000, 1_000_000);
    database = DurableServer.start(folder.resolve("postgres"), password());
    settings.putAll(StandInSettings.google(standIns.googleBase(), standIns.googleBase()));
    settings.putAll(StandInSettings.todoist(standIns.todoistBase()));
    settings.put("DATABASE_URL", database.url() + "?prepareThreshold=5");
    settings.put("DATABASE_USER", DurableServer.NAME);
    settings.put("SITE_ORIGIN", site);
    settings.put("LIMITS", "off"); // People here do not pause.
    settings.put("OO_PORT", String.valueOf(port));
  }

  private String password() {
    return settings.getOrDefault("DATABASE_PASSWORD", "");
  }

  /** The exit status: 0 when all that must hold holds. */
  static int run(int kills, long seed) throws Exception {
    System.out.println("Seed " + seed + ": " + kills + " kills ...");
    try (var all = new Kills()) {
      int status = all.go(kills, seed);
      System.out.println("Seed " + seed + ", log " + all.log);
      return status;
    }
  }

  private int go(int kills, long seed) throws Exception {
    var random = new Random(seed);
    startServer();
    var people = new ArrayList<KilledPerson>();
    for (String name : NAMES) {
      var person = new KilledPerson(name, site, todoist, random.nextLong());
      person.connect();
      people.add(person);
    }
    // A closing is under way for so long that many a kill meets one.
    for (String command : List.of("item_close", "item_uncomplete")) {
      todoist.fault(InjectedFault.of(FaultKind.SLOW).millis(700).onCommand(command));
    }
    long begun = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> lives =
          people.stream().map(person -> CompletableFuture.runAsync(person::live, threads)).toList();
      try {
        for (int n = 1; n <= kills; n++) {
          Thread.sleep(200 + random.nextInt(3_800));
          kill(n % 3 == 0);
          Thread.sleep(random.nextInt(500));
          startServer();
          collect();
          System.out.printf("%d of %d kills, %.0f s%n", n, kills, seconds(begun));
        }
      } finally {
        people.forEach(person -> person.leaves = true);
      }
      CompletableFuture.allOf(lives.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      System.out.println(e.getCause());
    }
    todoist.clearFaults();
    double load = seconds(begun);
    settle();
    collect();
    var check = new KillCheck(people, todoist, journal, this::rows);
    check.all();
    check.print(kills, load, seconds(begun) - load);
    return check.violations.isEmpty() ? 0 : 1;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** Kills PostgreSQL with all its backends, or the server; the database is back on return. */
  private void kill(boolean postgres) throws IOException {
    if (!postgres) {
      killServer();
      return;
    }
    Path file = folder.resolve("postgres").resolve("postmaster.pid");
    ProcessHandle postmaster =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip())).orElseThrow();
    List<ProcessHandle> all =
        Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().join());
    database.revive();
  }

  private void killServer() {
    if (server != null) {
      server.destroyForcibly().onExit().join();
    }
  }

  /** Starts the server if it does not live, and returns when it answers. */
  private void startServer() throws IOException, InterruptedException {
    if (server == null || !server.isAlive()) {
      // The classes of the simulation take the place of some of the product's.
      String classPath =
          Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
              .filter(entry -> !entry.endsWith("test-classes"))
              .collect(Collectors.joining(File.pathSeparator));
      server =
          SmallJvm.of(
                  "512m",
                  classPath,
                  settings,
                  Main.class.getName(),
                  Machine.tree().toString(),
                  folder.resolve("objects").toString())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    }
    long end = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!server.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("The server does not serve; see " + log);
      }
      Thread.sleep(50);
    }
  }

  private boolean answers() throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(site + "/api/recommend/health"))
            .timeout(Duration.ofSeconds(5));
    try {
      return KilledPerson.HTTP.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** What Todoist was asked for; it forgets old requests. */
  private void collect() {
    journal.addAll(todoist.journal(journal.isEmpty() ? 0 : journal.getLast().number()));
  }

  private void settle() throws SQLException, InterruptedException {
    long end = System.nanoTime() + SETTLING.toNanos();
    while (!rows(UNSETTLED).isEmpty() && System.nanoTime() < end) {
      Thread.sleep(500);
    }
  }

  private List<Map<String, String>> rows(String query) throws SQLException {
    var rows = new ArrayList<Map<String, String>>();
    try (var connection =
            DriverManager.getConnection(database.url(), DurableServer.NAME, password());
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      while (result.next()) {
        var row = new HashMap<String, String>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          String value = result.getString(i);
          row.put(result.getMetaData().getColumnName(i), value == null ? "" : value);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Override
  public void close() throws IOException {
    killServer();
    database.close();
    standIns.close();
    FileUtils.deleteDirectory(folder.toFile());
  }
}
