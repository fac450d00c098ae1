package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.host.base.LibraryLogs;
import oo.host.base.SiteOrigin;
import oo.server.front.Front;
import oo.standins.control.TodoistControl;
import oo.tests.journey.Backends;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Loopback;
import oo.tests.journey.Oo;
import oo.tests.journey.Retry;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.localstack.LocalStackContainer;

/**
 * {@code ./oo deploy --localstack} as an operator lives with it: the first one, one that changes
 * nothing, two that fail in the middle, and the one that mends them. A person uses what serves
 * after each.
 */
@ExtendWith(DockerCondition.class)
final class DeploymentIT {
  private static final Retry RETRY = Retry.within(Duration.ofMinutes(3));
  private static final Pattern API = Pattern.compile("oO is at (\\S+)/api/auth/health");

  @TempDir private Path tree;
  private Backends backends;
  private Front front;
  private LocalStackContainer localstack;
  private HttpPerson person;
  private TodoistControl.User account;

  /**
   * @param status of the command
   * @param said what it wrote, errors too
   */
  private record Deployed(int status, String said) {}

  @BeforeEach
  void anEmptyLocalStack() throws IOException {
    LibraryLogs.quiet();
    DockerCondition.requireImage(Stack.IMAGE);
    DockerCondition.requireProgram("sam");
    DockerHost host = DockerHost.find();
    backends = Backends.reachableAt(host.name(), host.addresses());
    front = Stack.opened();
    backends.registerOrigin(site());
    localstack = Stack.emulator(Loopback.freePort());
    localstack.start();
    copied();
  }

  @AfterEach
  void stop() {
    Stream.of(front, localstack, backends).forEach(DeploymentIT::close);
  }

  private static void close(AutoCloseable one) {
    try {
      if (one != null) {
        one.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatFailsInTheMiddleLeavesWhatServesAndTheNextDeploymentGoesOn() throws Exception {
    Deployed first = deploy();
    assertThat(first.status()).as(first.said()).isZero();
    Matcher at = API.matcher(first.said());
    assertThat(at.find()).as(first.said()).isTrue();
    front.serve(() -> Optional.of(URI.create(at.group(1))), line -> {}, new SiteOrigin(site()));
    aPersonConnects();
    aTapReachesItsSource("after the first");

    Deployed again = deploy();
    assertThat(again.status()).as(again.said()).isZero();
    aTapReachesItsSource("after one that changes nothing");

    inZip(
        "maintenance",
        zip -> Files.writeString(zip.resolve("db/migration/V999__breaks.sql"), "select 1 / 0;"));
    Deployed unmigrated = deploy();
    assertThat(unmigrated.status()).as(unmigrated.said()).isEqualTo(1);
    assertThat(unmigrated.said()).contains("migrate the database", "999", "serves on");
    aTapReachesItsSource("after a migration that failed");
    copied();

    inZip(
        "recommend",
        zip ->
            Files.writeString(
                zip.resolve("META-INF/services/oo.host.Wiring"), "oo.recommend.Missing"));
    Deployed broken = deploy();
    assertThat(broken.status()).as(broken.said()).isEqualTo(1);
    assertThat(broken.said()).contains("recommend", "serves on");
    aTapReachesItsSource("after a module that does not start");
    copied();

    Deployed mended = deploy();
    assertThat(mended.status()).as(mended.said()).isZero();
    aTapReachesItsSource("after the one that mends it");
  }

  private String site() {
    return "http://localhost:" + front.port();
  }

  /** What the command reads of the tree, as the last build left it. */
  private void copied() throws IOException {
    try (Stream<Path> files = Files.list(Oo.TREE.resolve("infra"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        FileUtils.copyFileToDirectory(file.toFile(), tree.resolve("infra").toFile());
      }
    }
    FileUtils.copyDirectory(
        Oo.TREE.resolve("static-site").toFile(), tree.resolve("static-site").toFile());
    try (Stream<Path> modules = Files.list(Oo.TREE.resolve("functions"))) {
      for (Path module : modules.toList()) {
        Path zip = module.resolve("target/" + module.getFileName() + ".zip");
        if (Files.exists(zip)) {
          Path to = tree.resolve(Oo.TREE.relativize(zip));
          Files.createDirectories(to.getParent());
          Files.copy(zip, to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  @FunctionalInterface
  private interface Change {
    void in(Path zip) throws IOException;
  }

  private void inZip(String module, Change change) throws IOException {
    Path zip = tree.resolve("functions/" + module + "/target/" + module + ".zip");
    try (FileSystem files = FileSystems.newFileSystem(zip)) {
      change.in(files.getPath("/"));
    }
  }

  private Deployed deploy() throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "oo.deploy.Main",
                "deploy",
                "--localstack")
            .directory(tree.toFile())
            .redirectErrorStream(true)
            .redirectOutput(tree.resolve("said").toFile());
    Map<String, String> environment = builder.environment();
    environment.putAll(backends.settings());
    environment.put("SITE_ORIGIN", site());
    environment.put("AWS_ENDPOINT_URL", localstack.getEndpoint().toString());
    environment.put("AWS_REGION", localstack.getRegion());
    environment.put("AWS_ACCESS_KEY_ID", localstack.getAccessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", localstack.getSecretKey());
    Process process = builder.start();
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("It takes too long: " + Files.readString(tree.resolve("said")));
    }
    String said = Files.readString(tree.resolve("said"), StandardCharsets.UTF_8);
    System.out.println(said);
    return new Deployed(process.exitValue(), said);
  }

  private void aPersonConnects() {
    account = backends.control.todoist().emptyAccount("ada@example.com");
    backends.control.todoist().add(account.id(), "Water the plants");
    RETRY.until(() -> assertThat(Loopback.status(site() + "/api/auth/health")).isEqualTo(200));
    person = new HttpPerson(site(), localstack::getLogs);
    person.signIn("ada@example.com");
    assertThat(person.connectOnly("ada@example.com")).startsWith(site() + "/connect.html");
  }

  private void aTapReachesItsSource(String when) {
    person.signIn("ada@example.com");
    backends.control.todoist().add(account.id(), "Task " + when);
    RETRY.until(() -> {
      person.fetch();
      assertThat(person.recommend().json().path("tip").isObject()).as(when).isTrue();
    });
    int open = backends.openTasks(account).size();
    assertThat(person.complete(person.tip()).status()).as(when).isEqualTo(200);
    RETRY.until(() -> assertThat(backends.openTasks(account)).as(when).hasSize(open - 1));
  }
}
