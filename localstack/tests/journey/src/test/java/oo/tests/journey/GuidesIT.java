package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import oo.connectors.TestProvider;
import oo.template.Template;
import oo.template.TemplateReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import tools.jackson.databind.JsonNode;

/** The commands of docs/connector.md and docs/policy.md make a working connector and policy. */
final class GuidesIT {
  private static final List<String> CALLERS =
      List.of("connect-callback", "fetch-signals", "complete-tip");
  private static final List<String> SETTINGS =
      List.of("PEBBLE_CLIENT_ID", "PEBBLE_CLIENT_SECRET", "PEBBLE_BASE", "PEBBLE_BACK_CHANNEL");

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @TempDir Path folder;

  @AfterEach
  void restoreTheClassLoader() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void aConnectorInItsJarPassesTheContractAndServesAPerson() throws Exception {
    var tree = new GuidedTree(folder).follow("docs/connector.md");

    onlyLinesThatNameItWereAdded(
        tree,
        "functions/common/connectors-pebble/",
        Set.of(
            "pom.xml",
            "infra/sam-template.yaml",
            "functions/connect-callback/pom.xml",
            "functions/connect-callback/.env.example",
            "functions/fetch-signals/pom.xml",
            "functions/fetch-signals/.env.example",
            "functions/complete-tip/pom.xml",
            "functions/complete-tip/.env.example"),
        "infra/fn/functions.tsv");
    Path main = tree.jar("functions/common/connectors-pebble");
    Path tests = tree.testJar("functions/common/connectors-pebble", main);
    try (URLClassLoader loader = GuidedTree.loader(main, tests)) {
      Thread.currentThread().setContextClassLoader(loader);
      passesTheContract(loader);
      try (var pebble =
          (TestProvider)
              loader
                  .loadClass("oo.connectors.pebble.PebbleTestProvider")
                  .getConstructor()
                  .newInstance()) {
        serves(tree, pebble);
      }
    }
  }

  private static void passesTheContract(ClassLoader loader) throws ClassNotFoundException {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(loader.loadClass("oo.connectors.pebble.PebbleConnectorIT")))
            .build();
    var listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    assertThat(summary.getFailures())
        .extracting(
            failure -> failure.getTestIdentifier().getDisplayName() + failure.getException())
        .isEmpty();
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(20);
  }

  private static void serves(GuidedTree tree, TestProvider pebble) throws IOException {
    String account = "robin@example.com";
    Map<String, String> settings = pebble.settings(URI.create("http://localhost/unknown-yet"));
    try (var oo =
        new Oo(
            tree.root(),
            Map.of(
                "PEBBLE_CLIENT_ID", settings.get("PEBBLE_CLIENT_ID"),
                "PEBBLE_CLIENT_SECRET", settings.get("PEBBLE_CLIENT_SECRET"),
                "PEBBLE_BASE", settings.get("PEBBLE_BASE"),
                "PEBBLE_BACK_CHANNEL", settings.get("PEBBLE_BASE")))) {
      settingsAreNamedEverywhere(tree, oo);
      pebble.settings(URI.create(oo.at("/api/connectors/pebble/callback")));
      String task = pebble.add(account, "Skim a pebble");
      var person = new HttpPerson(oo).signIn(account);
      JsonNode listed = listed(person);
      assertThat(listed.path("name").asString()).isEqualTo("Pebble");
      assertThat(listed.path("configured").asBoolean()).isTrue();

      JsonNode begun = person.post("/api/connectors/pebble/begin", Map.of()).json();
      URI back = pebble.agree(URI.create(begun.path("redirect_url").asString()), account);
      person.get(back.getRawPath() + "?" + back.getRawQuery());
      Oo.eventually(() -> {
        JsonNode connection = listed(person).path("connections").path(0);
        assertThat(connection.path("tasks").asInt(0)).as("%s", connection).isEqualTo(1);
      });
      JsonNode tip = person.recommend().json().path("tip");
      assertThat(tip.path("title").asString()).isEqualTo("Skim a pebble");
      assertThat(tip.path("source").asString()).isEqualTo("Pebble");
      person.complete(tip.path("id").asString());
      oo.passUndo();
      Oo.eventually(() -> assertThat(pebble.open(task)).isFalse());
      assertThat(person.get("/api/connect-callback/health").status()).isEqualTo(200);
    }
  }

  private static JsonNode listed(HttpPerson person) {
    for (JsonNode connector : person.get("/api/connectors").json().path("connectors")) {
      if (connector.path("provider").asString().equals("pebble")) {
        return connector;
      }
    }
    throw new AssertionError("Pebble is not listed");
  }

  private static void settingsAreNamedEverywhere(GuidedTree tree, Oo oo) throws IOException {
    assertThat(Files.readAllLines(tree.root().resolve("infra/fn/functions.tsv")))
        .allSatisfy(
            row -> assertThat(occurrences(row, "PEBBLE_")).isEqualTo(occurrences(row, "TODOIST_")));
    Template template = TemplateReader.read(tree.root().resolve("infra/sam-template.yaml"));
    for (String module : CALLERS) {
      assertThat(oo.server.settings().apply(module).asked()).as(module).containsAll(SETTINGS);
      assertThat(template.environment(module).keySet()).as(module).containsAll(SETTINGS);
      assertThat(tree.linesAdded("functions/" + module + "/.env.example"))
          .as(module)
          .extracting(line -> line.replaceFirst("=.*", ""))
          .containsAll(SETTINGS);
    }
  }

  @Test
  void aPolicyInItsJarPicksAndReplays() throws Exception {
    var tree = new GuidedTree(folder).follow("docs/policy.md");

    assertThat(tree.changes())
        .containsExactlyInAnyOrder(
            "pom.xml",
            "functions/recommend/pom.xml",
            "infra/sam-template.yaml",
            "functions/common/policy-soonest/");
    Path main = tree.jar("functions/common/policy-soonest");
    try (URLClassLoader loader = GuidedTree.loader(main)) {
      Thread.currentThread().setContextClassLoader(loader);
      try (var oo = new Oo(tree.root(), Map.of())) {
        var account = oo.todoist().emptyAccount("soon@example.com");
        oo.todoist().add(account.id(), "Someday");
        oo.todoist().add(account.id(), "Today", "every day");
        var person = new HttpPerson(oo).signIn("soon@example.com").connect("soon@example.com");
        String tip = person.tip();

        assertThat(
                oo.count(
                    "select count(*) from decision where policy = 'soonest' and decision_id = '"
                        + tip
                        + "'"))
            .isEqualTo(1);
        assertThat(replay(oo, main, tip)).startsWith("match: policy and version, distribution");
        assertThat(replay(oo, null, tip)).contains("No policy is called soonest");
      }
    }
  }

  /** Replays as {@code ./oo replay} does, with or without the policy's jar. */
  private static String replay(Oo oo, Path jar, String decision) throws Exception {
    var process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            GuidedTree.classPath(jar == null ? List.of() : List.of(jar)),
            "oo.recommend.ReplayCommand",
            decision);
    process.environment().put("DATABASE_URL", oo.database.url());
    process.environment().put("DATABASE_USER", oo.database.user());
    process.environment().put("DATABASE_PASSWORD", oo.database.password());
    Process replay = process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(replay.getInputStream().readAllBytes()).strip();
    replay.waitFor();
    return output;
  }

  private static int occurrences(String text, String word) {
    return text.split(word, -1).length - 1;
  }

  private static void onlyLinesThatNameItWereAdded(
      GuidedTree tree, String module, Set<String> files, String... tables) {
    assertThat(tree.changes())
        .contains(module)
        .containsAll(files)
        .contains(tables)
        .hasSize(1 + files.size() + tables.length);
    files.forEach(tree::linesAdded);
  }
}
