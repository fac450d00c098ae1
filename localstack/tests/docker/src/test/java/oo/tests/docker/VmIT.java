package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import oo.images.PublishCommand;
import oo.standins.control.TodoistControl;
import oo.tests.journey.Backends;
import oo.tests.journey.CaddyRoot;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.HttpPerson.Answer;
import oo.tests.journey.Loopback;
import oo.tests.journey.Oo;
import oo.tests.journey.Retry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import picocli.CommandLine;

/** {@code infra/vm/compose.yaml} with the images of {@code ./oo publish}, on one machine. */
@ExtendWith(DockerCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class VmIT {
  private static final String BASE = "public.ecr.aws/lambda/java:25";
  private static final String PROJECT = "oo-vm-test";
  private static final String TAG = "test-" + UUID.randomUUID();
  private static final String EMAIL = "ada@example.com";
  private static final Retry RETRY = Retry.within(Duration.ofMinutes(2));
  private static final List<String> SERVICES = List.of("caddy", "server", "postgres", "backup");
  private static final Pattern BACKUP = Pattern.compile("oo-\\d{8}T\\d{6}Z-v\\d+\\.dump\\.age");
  private static final String DISK = PROJECT + "-disk";

  /** Health is asked often, so that nothing waits for it. */
  private static final String IMPATIENT =
      """
      services:
        caddy: {healthcheck: {interval: 1s}}
        server: {healthcheck: {interval: 2s}}
        postgres: {healthcheck: {interval: 1s}}
      """;

  private static final String SMALL_DISK =
      """
      volumes:
        postgres:
          driver_opts: {type: tmpfs, device: tmpfs, o: "size=240m,mode=1777"}
      """;

  /** The commands of docs/vm.md that restore, in the order of the page. */
  private record Documented(
      String stop, String restore, String up, String database, String bring, String decrypt) {
    private static final Pattern COMMAND = Pattern.compile("`(docker compose [^`]*)`");

    static Documented read() throws IOException {
      String page = Files.readString(Oo.TREE.resolve("docs/vm.md"));
      String part =
          page.substring(page.indexOf("**Restore**"), page.indexOf("\nWhat it holds to:\n"));
      List<String> commands =
          COMMAND
              .matcher(part)
              .results()
              .map(command -> command.group(1).replaceAll("\\s+", " "))
              .toList();
      assertThat(commands).hasSize(6);
      return new Documented(
          commands.get(0),
          commands.get(1),
          commands.get(2),
          commands.get(3),
          commands.get(4),
          commands.get(5));
    }
  }

  @TempDir static Path folder;
  private final Map<String, String> env = new TreeMap<>();
  private Backends backends;
  private Compose compose;
  private HttpClient browser;
  private HttpPerson person;
  private TodoistControl.User account;
  private int tasks;

  @BeforeAll
  void up() throws Exception {
    DockerCondition.requireProgram("docker");
    DockerCondition.requireImage(BASE);
    String postgres = Compose.image("oo/postgres:18.4", "postgres:18");
    compose =
        Compose.of(
            PROJECT,
            folder.resolve("compose.yaml"),
            Files.writeString(folder.resolve("impatient.yaml"), IMPATIENT));
    for (String file : List.of("compose.yaml", "Caddyfile")) {
      Files.copy(Oo.TREE.resolve("infra/vm").resolve(file), folder.resolve(file));
    }
    env.put("OO_CADDY_IMAGE", Compose.image("oo/caddy:2", "caddy:2"));
    env.put("OO_POSTGRES_IMAGE", postgres);
    env.put("OO_SERVER_IMAGE", "oo/server:" + TAG);
    env.put("OO_BACKUP_IMAGE", "oo/backup:" + TAG);
    var publish = new PublishCommand(Oo.TREE, System.getenv(), System.out);
    assertThat(
            new CommandLine(publish)
                .execute("--load", BASE, "--server-only", "--postgres", postgres, "--tag", TAG))
        .isZero();

    DockerHost host = DockerHost.find();
    backends = Backends.reachableAt(host.name(), host.addresses());
    backends.settings().entrySet().stream()
        .filter(setting -> setting.getKey().matches("(GOOGLE|TODOIST)_.*|LIMITS"))
        .forEach(setting -> env.put(setting.getKey(), setting.getValue()));
    int port = Loopback.freePort();
    env.put("DOMAIN", "localhost:" + port);
    env.put("EMAIL", EMAIL);
    env.put("HTTP_PORT", String.valueOf(Loopback.freePort()));
    env.put("HTTPS_PORT", String.valueOf(port));
    KeyPair age = new X25519KeyPairGenerator().generateKeyPair();
    env.put("BACKUP_RECIPIENT", age.getPublic().toString());
    Files.writeString(folder.resolve("key.txt"), age.getPrivate() + "\n");
    write(env);
    backends.registerOrigin(site());
    compose.run(5, "up", "-d");
  }

  @AfterAll
  void down() throws Exception {
    if (backends != null) {
      docker("rm", "--force", DISK);
      compose.run(1, "kill");
      compose.close();
      backends.close();
      docker("rmi", "--force", env.get("OO_SERVER_IMAGE"), env.get("OO_BACKUP_IMAGE"));
    }
  }

  private String site() {
    return "https://" + env.get("DOMAIN");
  }

  private void write(Map<String, String> values) throws IOException {
    Files.writeString(
        folder.resolve(".env"),
        values.entrySet().stream().map(entry -> entry + "\n").collect(Collectors.joining()));
  }

  private static String docker(String... arguments) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private String in(String service, String... command) throws Exception {
    var whole = new java.util.ArrayList<>(List.of("exec", compose.id(service)));
    whole.addAll(List.of(command));
    return docker(whole.toArray(String[]::new));
  }

  /** A client that trusts what Caddy made for localhost, and nothing else. */
  private HttpClient browser() throws Exception {
    String certificate = in("caddy", "cat", "/var/tmp/caddy/pki/authorities/local/root.crt");
    return CaddyRoot.trusting(certificate.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  @Order(1)
  void aPersonSignsInThroughTlsConnectsAndCompletesATask() {
    account = backends.control.todoist().emptyAccount(EMAIL);
    add(2);
    comes();
    assertThat(person.get("/api/recommend/health").status()).isEqualTo(200);
    person.connect(EMAIL);
    tap();
  }

  private void add(int more) {
    for (int i = 0; i < more; i++) {
      tasks++;
      backends.control.todoist().add(account.id(), "Task " + tasks);
    }
  }

  /** Signs in, with a new browser. */
  private void comes() {
    again(() -> {
      browser = browser();
      person = new HttpPerson(site(), () -> compose.logs("server"), browser);
      person.signIn(EMAIL);
    });
  }

  /** Completes the tip, which closes one more task at the source, once. */
  private void tap() {
    String tip = person.tip();
    int open = backends.openTasks(account).size();
    assertThat(person.complete(tip).status()).isEqualTo(200);
    closes(open - 1);
  }

  private void closes(int open) {
    again(() -> assertThat(backends.openTasks(account)).hasSize(open));
    assertThat(
            backends.control.todoist().journal().stream()
                .flatMap(entry -> entry.operations().stream())
                .filter(operation -> operation.type().equals("item_close")))
        .hasSize(tasks - open);
  }

  @Test
  @Order(2)
  void everyPartIsNoRootWritesNothingInItsImageAndHasBounds() {
    for (String service : SERVICES) {
      var container =
          DockerClientFactory.instance().client().inspectContainerCmd(compose.id(service)).exec();
      assertThat(container.getConfig().getUser()).as(service).isNotBlank().doesNotStartWith("0");
      assertThat(container.getHostConfig().getReadonlyRootfs()).as(service).isTrue();
      assertThat(container.getHostConfig().getMemory()).as(service).isPositive();
      assertThat(container.getHostConfig().getLogConfig().getConfig())
          .as(service)
          .containsKeys("max-size", "max-file");
      assertThat(container.getNetworkSettings().getPorts().getBindings().values())
          .as("published of " + service)
          .allMatch(bound -> bound == null || service.equals("caddy"));
    }
    for (String service : List.of("caddy", "server", "postgres")) {
      again(() ->
          assertThat(docker("inspect", "--format", "{{.State.Health.Status}}", compose.id(service)))
              .as(service)
              .startsWith("healthy"));
    }
  }

  @Test
  @Order(2)
  void httpIsRedirected() throws Exception {
    try (var plain = HttpClient.newHttpClient()) {
      var answer =
          plain.send(
              HttpRequest.newBuilder(
                      URI.create("http://localhost:" + env.get("HTTP_PORT") + "/tip.html"))
                  .build(),
              BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(308);
      assertThat(answer.headers().firstValue("Location")).hasValue(site() + "/tip.html");
    }
  }

  @Test
  @Order(2)
  void theOperatorsCommandsAndTheNightlyDumpAreThere() throws Exception {
    assertThat(in("server", "oo", "user", EMAIL)).contains("todoist").doesNotContain("Exception");
    again(() -> {
      assertThat(in("backup", "ls", "/var/oo/backups")).contains("oo-");
    });
  }

  @Test
  @Order(3)
  void theServerThatIsKilledComesBackByItself() throws Exception {
    aPartThatIsKilledComesBackByItself("server");
  }

  @ParameterizedTest
  @Order(3)
  @ValueSource(strings = {"postgres", "caddy", "backup"})
  void aPartThatIsKilledComesBackByItself(String service) throws Exception {
    String id = compose.id(service);
    kill(docker("inspect", "--format", "{{.State.Pid}}", id).strip());
    again(() -> {
      String[] state =
          docker("inspect", "--format", "{{.State.Running}} {{.RestartCount}}", id)
              .strip()
              .split(" ");
      assertThat(state).containsExactly("true", "1");
    });
    itIsTheSame();
  }

  @Test
  @Order(4)
  void noLineOfCaddysHasARequest() throws Exception {
    compose.run(1, "stop", "server");
    String answer =
        browser
            .send(
                HttpRequest.newBuilder(URI.create(site() + "/api/auth/google/callback?code=SECRET"))
                    .header("Cookie", "a=SECRET")
                    .build(),
                BodyHandlers.ofString())
            .body();
    assertThat(answer).contains("Nothing is lost");
    assertThat(compose.run(1, "logs", "caddy")).doesNotContain("SECRET");
    compose.run(1, "start", "server");
    itIsTheSame();
  }

  @Test
  @Order(5)
  void whatWasTakenDownHasItsKeysAndData() throws Exception {
    String keys = in("server", "cat", "/var/oo/keys/keys.env");
    compose.run(3, "down");
    compose.run(3, "up", "-d");
    again(() -> {
      assertThat(in("server", "cat", "/var/oo/keys/keys.env")).contains("VAULT_KEYS=");
    });
    assertThat(in("server", "cat", "/var/oo/keys/keys.env")).isEqualTo(keys);
    itIsTheSame();
  }

  @ParameterizedTest
  @Order(6)
  @ValueSource(
      strings = {
        "DOMAIN",
        "EMAIL",
        "GOOGLE_CLIENT_ID",
        "GOOGLE_CLIENT_SECRET",
        "TODOIST_CLIENT_ID",
        "TODOIST_CLIENT_SECRET"
      })
  void aMissingValueStopsUpWithItsName(String name) throws Exception {
    var without = new TreeMap<>(env);
    without.put(name, "");
    write(without);
    try {
      assertThatThrownBy(() -> compose.run(1, "up", "-d"))
          .hasMessageContainingAll(name, "is missing. Set it in infra/vm/.env");
    } finally {
      write(env);
    }
  }

  @Test
  @Order(7)
  void aBackupIsRestoredInPlace() throws Exception {
    add(3);
    itIsTheSame();
    tap();
    String backup = backUp();
    tap();
    Documented documented = Documented.read();

    compose.shell(1, documented.stop());
    assertThatThrownBy(() -> compose.shell(2, documented.restore().replace("FILE", backup)))
        .hasMessageContaining("--identity");
    String decrypt = documented.decrypt().replace("FILE", backup);
    assertThatThrownBy(() -> compose.shell(2, decrypt)).hasMessageContaining("--replace");
    assertThat(compose.shell(2, decrypt.replace("oo restore", "oo restore --replace")))
        .contains("1 people, 1 connections");
    compose.shell(3, documented.up());

    assertThat(person.get("/api/me").status()).isEqualTo(401);
    itGoesOn();
  }

  /** From here on PostgreSQL's volume is small. */
  @Test
  @Order(8)
  void aBackupIsRestoredOnAnEmptyMachine() throws Exception {
    add(3);
    String backup = backUp();
    docker("cp", compose.id("backup") + ":/var/oo/backups/" + backup, folder.toString());
    String keys = in("server", "cat", "/var/oo/keys/keys.env");
    tap();
    compose.run(1, "down", "-v");
    compose.change(Files.writeString(folder.resolve("small.yaml"), SMALL_DISK));
    Documented documented = Documented.read();

    Files.writeString(folder.resolve(".env"), keys, StandardOpenOption.APPEND);
    compose.shell(2, documented.database());
    // Keeps what is in memory when PostgreSQL's container ends.
    docker(
        "run",
        "-d",
        "--name",
        DISK,
        "--user",
        "0",
        "--entrypoint",
        "sleep",
        "-v",
        PROJECT + "_postgres:/disk",
        BASE,
        "infinity");
    compose.shell(2, documented.bring().replace("FILE", backup));
    assertThat(compose.shell(2, documented.decrypt().replace("FILE", backup)))
        .contains("1 people, 1 connections");
    compose.shell(3, documented.up());

    itGoesOn();
  }

  /** Makes a backup, and returns its name. */
  private String backUp() throws Exception {
    String output = in("backup", "oo", "backup");
    assertThat(output).contains(", encrypted");
    return BACKUP.matcher(output).results().findFirst().orElseThrow().group();
  }

  /** The person signs in, renews the connection where it ended, and completes the next tip. */
  private void itGoesOn() {
    comes();
    again(() -> assertThat(person.connection().path("fetching").asBoolean(true)).isFalse());
    if (!person.connection().path("state").asString("").equals("live")) {
      person.renew(UUID.fromString(person.connection().path("id").asString()), EMAIL);
    }
    itIsTheSame();
    tap();
  }

  @Test
  @Order(9)
  void aFullVolumeOfTheDatabaseIsToldAndNothingIsLostOrDoneTwice() throws Exception {
    add(40);
    itIsTheSame();
    person.tip();
    String put = "select count(*) from feedback where kind = 'not_now'";
    assertThat(sql(put)).isEqualTo("0");

    inDisk("cat /dev/zero >/disk/filler");
    again(() ->
        assertThat(person.get("/api/recommend/health").json().toString())
            .contains("The disk of the database is full."));
    int taken = 0;
    Answer answer = person.recommend();
    while (answer.status() == 200) {
      answer = person.notNow(answer.json().path("tip").path("id").asString());
      if (answer.status() == 200) {
        taken++;
        answer = person.recommend();
      }
    }
    refused(answer);

    inDisk("rm /disk/filler");
    again(() -> assertThat(person.recommend().status()).isEqualTo(200));
    String tip = person.tip();
    inDisk("cat /dev/zero >/disk/filler");
    String id = compose.id("postgres");
    String restarts = docker("inspect", "--format", "{{.RestartCount}}", id);
    again(() -> {
      sql("select pg_logical_emit_message(true, 'full', 'x'), pg_switch_wal()");
      assertThat(docker("inspect", "--format", "{{.RestartCount}}", id)).isNotEqualTo(restarts);
    });
    UUID event = UUID.randomUUID();
    int open = backends.openTasks(account).size();
    refused(person.complete(tip, event));

    inDisk("rm /disk/filler");
    again(() -> assertThat(person.complete(tip, event).status()).isEqualTo(200));
    assertThat(person.complete(tip, event).status()).isEqualTo(200);
    closes(open - 1);
    for (String module : Oo.MODULES) {
      again(() ->
          assertThat(person.get("/api/" + module + "/health").status()).as(module).isEqualTo(200));
    }
    assertThat(sql(put)).isEqualTo(String.valueOf(taken));
    itIsTheSame();
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("database_unavailable");
    assertThat(answer.json().path("detail").asString()).contains("Nothing is lost");
  }

  private static void inDisk(String command) throws Exception {
    docker("exec", DISK, "sh", "-c", command);
  }

  private String sql(String statement) throws Exception {
    return in(
            "postgres",
            "psql",
            "-h",
            "/var/run/postgresql",
            "-U",
            "oo",
            "-d",
            "oo",
            "-Atc",
            statement)
        .strip();
  }

  /** The last, as its site is in what the other server then finds in the database. */
  @Test
  @Order(10)
  void aDomainThatIsNotLoopbackHasItsDatabaseToo() throws Exception {
    String name = PROJECT + "-domain";
    compose.run(
        1,
        "run",
        "-d",
        "--no-deps",
        "--name",
        name,
        "-e",
        "SITE_ORIGIN=https://oo.example",
        "-e",
        "GOOGLE_ISSUER=",
        "-e",
        "GOOGLE_BACK_CHANNEL=",
        "-e",
        "TODOIST_BASE=",
        "-e",
        "TODOIST_BACK_CHANNEL=",
        "server");
    try {
      again(() -> {
        assertThat(docker("logs", name))
            .contains("\"operation\":\"migrate\",\"outcome\":\"ok\"", "oo-ready");
      });
    } finally {
      docker("rm", "--force", name);
    }
  }

  /** The person is signed in, their grant opens, and the rest of their tasks is there. */
  private void itIsTheSame() {
    again(() -> {
      assertThat(person.get("/api/me").json().path("email").asString("")).isEqualTo(EMAIL);
      assertThat(person.recommend().json().path("tip").isObject()).isTrue();
      assertThat(person.post("/api/signals/fetch", Map.of()).status()).isEqualTo(202);
    });
    again(() -> assertThat(person.connection().path("fetching").asBoolean(true)).isFalse());
    assertThat(person.connection().path("state").asString("")).isEqualTo("live");
  }

  /** Directly as root, else from a container: Docker starts nothing again that it killed itself. */
  private static void kill(String pid) throws Exception {
    if (new ProcessBuilder("kill", "-9", pid).start().waitFor() != 0) {
      docker(
          "run",
          "--rm",
          "--privileged",
          "--pid=host",
          "--entrypoint",
          "bash",
          BASE,
          "-c",
          "kill -9 " + pid);
    }
  }

  private static void again(ThrowingCallable step) {
    RETRY.until(() -> {
      try {
        step.call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }
}
