package oo.standins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.standins.control.ConsentPages;
import oo.standins.control.StandInsControl;
import oo.standins.http.Parameters;
import oo.standins.http.StandInJson;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.SecretStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RestartIT {

  private static final String SITE = "http://localhost:8080";

  /** As the README says. */
  private static final int LARGEST = 200_000;

  private static final Pattern HEAP = Pattern.compile("(-Xmx\\w+).*oo\\.standins\\.Main");

  @TempDir Path folder;

  @Test
  void knowsEverythingAfterAKill() throws Exception {
    int[] ports = freePorts();
    String base = "http://127.0.0.1:" + ports[1];
    Process first = launch(ports);
    String access;
    String refresh;
    String unused;
    String keys;
    String recurring;
    String due;
    ObjectNode close;
    String since;
    try {
      StandInsControl control = control(ports);
      access = redeem(base, code(base));
      unused = code(base);
      JsonNode tokens = tokens(base, code(base)).json();
      refresh = tokens.path("refresh_token").asString();
      keys = Browser.get("http://127.0.0.1:" + ports[0] + "/oauth2/v3/certs").body();
      var user = control.todoist().accounts().getFirst();
      assertThat(user.open()).isGreaterThan(400);
      recurring = control.todoist().add(user.id(), "Every day, once", "every day").id();
      close = Todoist.command("item_close", recurring);
      since = sync(base, access, "*").path("sync_token").asString();
      run(base, access, close);
      due = control.todoist().task(recurring).dueDate();
      control.todoist().advance(Duration.ofMinutes(5));
    } finally {
      first.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    Process second = launch(ports);
    try {
      StandInsControl control = control(ports);
      assertThat(Browser.get("http://127.0.0.1:" + ports[0] + "/oauth2/v3/certs").body())
          .isEqualTo(keys);
      assertThat(Duration.between(java.time.Instant.now(), control.todoist().now()))
          .isGreaterThan(Duration.ofMinutes(4));
      run(base, access, close);
      assertThat(control.todoist().task(recurring).dueDate()).as("not closed again").isEqualTo(due);
      JsonNode changes = sync(base, access, since);
      assertThat(changes.path("full_sync").asBoolean()).isFalse();
      assertThat(changes.path("items").size()).isEqualTo(1);
      assertThat(tokens(base, unused).status()).as("the code was not lost").isEqualTo(200);
      assertThat(
              Browser.post(
                      base + "/oauth/access_token",
                      Map.of(
                          "grant_type", "refresh_token",
                          "refresh_token", refresh,
                          "client_id", "oo-local",
                          "client_secret", "oo-local-secret"))
                  .status())
          .isEqualTo(200);
    } finally {
      second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** With the heap that localstack/compose.yaml gives: made, read in full, and read again later. */
  @Test
  void theLargestAccountFitsInTheMemoryOfTheComposeFile() throws Exception {
    Matcher heap = HEAP.matcher(Files.readString(Path.of("../compose.yaml")));
    assertThat(heap.find()).isTrue();
    String[] options = {"-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", heap.group(1)};
    int[] ports = freePorts();
    String base = "http://127.0.0.1:" + ports[1];
    String access;
    Process first = launch(ports, options);
    try {
      control(ports).todoist().accountWithTasks("large@example.com", LARGEST);
      access = redeem(base, code(base, "large@example.com"));
      assertThat(countTasks(base, access)).isEqualTo(LARGEST);
    } finally {
      first.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    Process second = launch(ports, options);
    try {
      assertThat(countTasks(base, access)).isEqualTo(LARGEST);
    } finally {
      second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static int countTasks(String base, String access) throws Exception {
    HttpRequest full =
        HttpRequest.newBuilder(URI.create(base + "/api/v1/sync"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", "Bearer " + access)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    Parameters.encode(Map.of("sync_token", "*", "resource_types", "[\"items\"]"))))
            .build();
    try (var http = HttpClient.newHttpClient();
        var json =
            StandInJson.parser(http.send(full, HttpResponse.BodyHandlers.ofInputStream()).body())) {
      int tasks = 0;
      while (json.nextToken() != null) {
        if ("content".equals(json.currentName()) && json.currentToken().isScalarValue()) {
          tasks++;
        }
      }
      return tasks;
    }
  }

  @Test
  void saysThatAPortIsTaken() {
    try (StandIns standIns = StandIns.start(StandInsConfig.inMemory())) {
      assertThatThrownBy(
              () -> StandIns.start(StandInsConfig.in(folder).ports(standIns.googlePort(), 0)))
          .hasMessageContaining("Port " + standIns.googlePort())
          .hasMessageContaining("taken");
    }
    StandIns.start(StandInsConfig.in(folder)).close();
  }

  @Test
  void startsAgainInTheSameProcess() {
    StandInsConfig config =
        StandInsConfig.in(folder).googleClient(OAuthClient.of("oo", "secret", SITE));
    String email = "robin@example.com";
    int[] ports = new int[2];
    try (StandIns first = StandIns.start(config)) {
      ports[0] = first.googlePort();
      ports[1] = first.todoistPort();
      assertThatThrownBy(() -> StandIns.start(config)).hasMessageContaining("another stand-in");
    }
    try (StandIns second = StandIns.start(config.ports(ports[0], ports[1]))) {
      assertThat(StandInsControl.of(second).todoist().accounts().getFirst().email())
          .isEqualTo(email);
    }
  }

  private Process launch(int[] ports, String... options) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "oo.standins.Main",
            "--google-port",
            Integer.toString(ports[0]),
            "--todoist-port",
            Integer.toString(ports[1]),
            "--folder",
            folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.inputReader().readLine()).contains("Todoist at");
    return process;
  }

  private static int[] freePorts() {
    try (StandIns standIns = StandIns.start(StandInsConfig.inMemory())) {
      return new int[] {standIns.googlePort(), standIns.todoistPort()};
    }
  }

  private static StandInsControl control(int[] ports) {
    return new StandInsControl("http://127.0.0.1:" + ports[0], "http://127.0.0.1:" + ports[1]);
  }

  private static String code(String base) {
    return code(base, "robin@example.com");
  }

  private static String code(String base, String email) {
    Map<String, String> request =
        Map.of(
            "client_id", "oo-local",
            "redirect_uri", SITE + "/api/connectors/todoist/callback",
            "scope", "data:read_write",
            "state", "s",
            "code_challenge", SecretStrings.challenge(Todoist.VERIFIER),
            "code_challenge_method", "S256");
    var url = java.net.URI.create(base + "/oauth/authorize?" + Parameters.encode(request));
    return Browser.query(ConsentPages.agree(url, email)).get("code").orElseThrow();
  }

  private static Browser.Answer tokens(String base, String code) throws Exception {
    return Browser.post(
        base + "/oauth/access_token",
        Map.of(
            "code",
            code,
            "redirect_uri",
            SITE + "/api/connectors/todoist/callback",
            "client_id",
            "oo-local",
            "client_secret",
            "oo-local-secret",
            "code_verifier",
            Todoist.VERIFIER));
  }

  private static String redeem(String base, String code) throws Exception {
    return tokens(base, code).json().path("access_token").asString();
  }

  private static JsonNode sync(String base, String access, String since) throws Exception {
    return Browser.post(
            base + "/api/v1/sync",
            Map.of("sync_token", since, "resource_types", "[\"items\"]"),
            "Authorization",
            "Bearer " + access)
        .json();
  }

  private static void run(String base, String access, ObjectNode command) throws Exception {
    assertThat(
            Browser.post(
                    base + "/api/v1/sync",
                    Map.of("commands", Todoist.list(command)),
                    "Authorization",
                    "Bearer " + access)
                .status())
        .isEqualTo(200);
  }
}
