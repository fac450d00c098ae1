package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import oo.images.PublishCommand;
import oo.standins.control.TodoistControl;
import oo.tests.journey.Backends;
import oo.tests.journey.CaddyRoot;
import oo.tests.journey.HttpPerson;
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

  @TempDir static Path folder;
  private final Map<String, String> env = new TreeMap<>();
  private Backends backends;
  private Compose compose;
  private HttpClient browser;
  private HttpPerson person;
  private TodoistControl.User account;

  @BeforeAll
  void up() throws Exception {
    DockerCondition.requireProgram("docker");
    DockerCondition.requireImage(BASE);
    String postgres = Compose.image("oo/postgres:18.4", "postgres:18");
    compose = Compose.of(PROJECT, folder.resolve("compose.yaml"));
    for (String file : List.of("compose.yaml", "Caddyfile")) {
      Files.copy(Oo.TREE.resolve("infra/vm").resolve(file), folder.resolve(file));
    }
    env.put("OO_CADDY_IMAGE", Compose.image("oo/caddy:2", "caddy:2"));
    env.put("OO_POSTGRES_IMAGE", postgres);
    env.put("OO_SERVER_IMAGE", "oo/server:" + TAG);
    env.put("OO_BACKUP_IMAGE", "oo/backup:" + TAG);
    var publish = new PublishCommand(Oo.TREE, System.getenv(), System.out);
    assertThat(
            new CommandLine(publish).execute("--load", BASE, "--postgres", postgres, "--tag", TAG))
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
    write(env);
    backends.registerOrigin(site());
    compose.run(5, "up", "-d");
  }

  @AfterAll
  void down() throws Exception {
    if (backends != null) {
      compose.close();
      backends.close();
      for (String image :
          List.of(
              "auth",
              "connect-callback",
              "fetch-signals",
              "recommend",
              "complete-tip",
              "maintenance",
              "server",
              "backup")) {
        docker("rmi", "--force", "oo/" + image + ":" + TAG);
      }
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
    backends.control.todoist().add(account.id(), "Water the plants");
    backends.control.todoist().add(account.id(), "Call the dentist");
    again(() -> {
      browser = browser();
      person = new HttpPerson(site(), () -> compose.logs("server"), browser);
      assertThat(person.get("/api/recommend/health").status()).isEqualTo(200);
    });
    assertThat(person.signIn(EMAIL).connect(EMAIL).complete(person.tip()).status()).isEqualTo(200);
    again(() -> assertThat(backends.openTasks(account)).hasSize(1));
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

  @ParameterizedTest
  @Order(3)
  @ValueSource(strings = {"server", "postgres", "caddy", "backup"})
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

  /** The last, as its site is in what the other server then finds in the database. */
  @Test
  @Order(7)
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
