package oo.tests.fn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.template.FreshKeys;
import oo.tests.fn.FnApps.Change;
import oo.tests.fn.FnApps.Fn;
import oo.tests.fn.FnRegistry.SignIn;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code infra/fn/create} and {@code digest}, with stand-ins of Fn, its CLI and a registry. */
final class CreateTest {
  /** Of the table: enough for every case, as each takes calls of the CLI. */
  private static final List<FnTable.Row> ROWS =
      FnTable.read().rows().stream()
          .filter(row ->
              List.of("profile", "recommend", "complete", "deliver_completions", "migrate")
                  .contains(row.name()))
          .toList();

  private static final int ALL = ROWS.size();
  private static final String NOTHING =
      "Nothing to change: all " + ALL + " functions are as they should be.";

  @TempDir private Path folder;

  private FnDeployment fn;
  private Path scripts;

  @BeforeEach
  void begin() throws Exception {
    fn = new FnDeployment(folder, FnDeployment::process);
    fn.settings.putAll(FreshKeys.fresh());
    fn.settings.put("SITE_ORIGIN", "https://oo.example");
    // Others' queues, in the environment by chance.
    fn.settings.put("FETCH_QUEUE", "https://an.sqs.example/queue");
    fn.settings.put("DELIVER_QUEUE", "ftp");
    // The pause before migrate is not waited for.
    script("sleep", "exit 0");
    scripts = Files.createDirectories(folder.resolve("infra"));
    for (String script : List.of("create", "digest")) {
      Files.copy(Oo.TREE.resolve("infra/fn").resolve(script), scripts.resolve(script));
    }
    Files.write(
        scripts.resolve("functions.tsv"), ROWS.stream().map(FnTable.Row::toString).toList());
  }

  @AfterEach
  void end() {
    fn.close();
  }

  private void script(String name, String text) throws Exception {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private String create() throws Exception {
    FnDeployment.Output output = create(fn.registry.prefix());
    assertThat(output.status()).as(output.text()).isZero();
    return output.text();
  }

  private FnDeployment.Output create(String prefix) throws Exception {
    return fn.tried(List.of(scripts.resolve("create").toString(), prefix));
  }

  /** Of a row. A queue has the template's name, whatever the environment says. */
  private Map<String, String> config(FnTable.Row row) {
    var given = new HashMap<>(fn.settings);
    given.keySet().removeIf(name -> name.endsWith("_QUEUE"));
    return row.config(given);
  }

  private Fn function(String name) {
    return fn.gateway.apps.function("oo", name).orElseThrow();
  }

  /** What was changed since then. */
  private List<String> changes(int since) {
    return fn.gateway.cli.said.subList(since, fn.gateway.cli.said.size()).stream()
        .filter(line -> !line.matches("(inspect|list) .*"))
        .toList();
  }

  private List<String> createdAgain() throws Exception {
    int since = fn.gateway.cli.said.size();
    assertThat(create()).isNotEqualTo(NOTHING);
    List<String> changed = changes(since);
    since = fn.gateway.cli.said.size();
    assertThat(create()).isEqualTo(NOTHING);
    assertThat(changes(since)).isEmpty();
    return changed;
  }

  @Test
  void aFunctionARowIsMadeWithItsOwnSettingsAlone() throws Exception {
    create();

    for (FnTable.Row row : ROWS) {
      Fn function = function(row.name());
      assertThat(function.config()).isEqualTo(config(row));
      assertThat(function.image())
          .isEqualTo(
              fn.registry.prefix()
                  + ("/" + row.module() + "@")
                  + FnRegistry.digest(row.module(), 1));
      assertThat(function.timeout()).isEqualTo(Integer.parseInt(row.timeout()));
      assertThat(function.memory()).isEqualTo(512);
    }
    assertThat(function("complete").config())
        .containsEntry("DELIVER_QUEUE", "DeliverQueue")
        .doesNotContainKey("VAULT_KEYS");
    assertThat(function("deliver_completions").config()).containsKey("VAULT_KEYS");
  }

  @Test
  void theSecondTimeNothingIsChanged() throws Exception {
    assertThat(create()).contains("migrate is created", ALL + " created, 0 updated");

    int since = fn.gateway.cli.said.size();
    assertThat(create()).isEqualTo(NOTHING);
    assertThat(changes(since)).isEmpty();
  }

  @Test
  void whatDiffersIsMadeAsItShouldBe() throws Exception {
    fn.settings.put("POLICY", "soonest");
    fn.settings.put("LIMITS", "off");
    create();
    FnApps apps = fn.gateway.apps;
    apps.update(
        "oo",
        "complete",
        new Change("other/image:1", 256, 9, 30, Map.of("STALE", "x", "ROUTE", "")));
    apps.create("oo", "renamed", new Change("a/b:1", 0, 0, 0, Map.of("FUNCTION_NAME", "renamed")));
    apps.create("oo", "another_persons", new Change("a/b:1", 0, 0, 0, Map.of()));
    apps.delete("oo", "profile");
    invokeSays("echo '{\"ok\":true}'");
    String secret = fn.settings.put("VAULT_KEYS", "k2:" + "B".repeat(43) + "=");
    fn.settings.remove("POLICY");
    fn.settings.put("LIMITS", "");

    int since = fn.gateway.cli.said.size();
    String said = create();

    assertThat(said)
        .contains(
            "profile is created",
            "renamed is deleted",
            "another_persons is not oO's: it stays",
            "complete is updated: LIMITS,ROUTE,STALE,idle_timeout,image,memory,timeout",
            "recommend is updated: LIMITS,POLICY",
            "deliver_completions is updated: LIMITS,VAULT_KEYS")
        .doesNotContain(secret, "k2:");
    for (FnTable.Row row : ROWS) {
      assertThat(function(row.name()).config()).isEqualTo(config(row));
    }
    assertThat(function("complete").timeout()).isEqualTo(10);
    assertThat(apps.functions("oo")).hasSize(ALL + 1);
    assertThat(changes(since)).contains("delete config function oo complete STALE");
    assertThat(create()).endsWith(NOTHING);
  }

  @Test
  void aNewImageUnderTheSameTagIsDeployedAndTheDatabaseMigratedFirst() throws Exception {
    create();
    fn.registry.push("recommend", "latest", 2);
    invokeSays("echo '{\"ok\":true}'");
    assertThat(createdAgain())
        .singleElement()
        .asString()
        .startsWith("update function oo recommend ")
        .contains(FnRegistry.digest("recommend", 2));

    fn.push(3);
    List<String> changed = createdAgain();
    assertThat(changed).hasSize(ALL);
    assertThat(changed.getFirst()).startsWith("update function oo migrate ");
    assertThat(Files.readString(folder.resolve("invoked")))
        .containsOnlyOnce(FnRegistry.digest("maintenance", 3))
        .contains(FnRegistry.digest("recommend", 1), FnRegistry.digest("recommend", 2))
        .doesNotContain(FnRegistry.digest("recommend", 3));
  }

  @Test
  void aFailedMigrationLeavesTheOldCodeOfAllElse() throws Exception {
    create();
    fn.push(2);
    // The second time too, when migrate itself is up to date.
    for (String failure : List.of("echo '{\"ok\":false}'", "echo 'Error: 502' >&2; exit 1")) {
      invokeSays(failure);

      FnDeployment.Output output = create(fn.registry.prefix());

      assertThat(output.status()).isEqualTo(1);
      assertThat(output.text()).contains("migrate", "nothing else is changed", "log");
      assertThat(fn.gateway.apps.functions("oo"))
          .filteredOn(function -> !function.name().equals("migrate"))
          .allMatch(function ->
              function
                  .image()
                  .endsWith(FnRegistry.digest(FnDeployment.module(function.image()), 1)));
    }
  }

  /** The CLI, but for its {@code invoke}; "invoked" gets a line each with the images then. */
  private void invokeSays(String command) throws Exception {
    Path real = folder.resolve("real-fn");
    if (!Files.exists(real)) {
      Files.move(folder.resolve("fn"), real);
    }
    script(
        "fn",
        "if [ $1 != invoke ]; then exec %1$s \"$@\"; fi; %1$s list functions oo >>%2$s; %3$s"
            .formatted(real, folder.resolve("invoked"), command));
  }

  @Test
  void anyValueArrivesAsItIs() throws Exception {
    for (String value :
        List.of(
            "{\"keys\":[{\"kid\":\"a b\"},{}]}",
            "jdbc:postgresql://h/oo?sslmode=verify-full&prepareThreshold=5",
            "a=b,c=d",
            "<tag> & 'quotes' \\ \\\\n $HOME `id` *",
            "ends in a comma,",
            "}",
            "tab\tand ä ö 漢")) {
      fn.settings.put("DATABASE_URL", value);
      create();
      assertThat(function("profile").config()).containsEntry("DATABASE_URL", value);
      assertThat(create()).as(value).isEqualTo(NOTHING);
    }
  }

  @Test
  void aValueWhoseQuotesAreGoneIsRefused() throws Exception {
    fn.settings.put("SESSION_PUBLIC_KEYS", "{keys:[{kty:EC}]}");

    FnDeployment.Output output = create(fn.registry.prefix());

    assertThat(output.status()).isEqualTo(1);
    assertThat(output.text())
        .contains("SESSION_PUBLIC_KEYS", "single quotes")
        .doesNotContain("kty");
  }

  @Test
  void withoutTheImagesNothingIsChanged() throws Exception {
    for (String prefix : List.of(fn.registry.prefix() + "/none", "127.0.0.1:1/oo")) {
      FnDeployment.Output output = create(prefix);
      assertThat(output.status()).isEqualTo(1);
      assertThat(output.text()).containsAnyOf("./oo publish", "not reached");
    }
    assertThat(fn.gateway.cli.said).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = SignIn.class,
      names = {"BASIC", "BEARER"})
  void theRegistryIsSignedInTo(SignIn way) throws Exception {
    String secret = "let \"me\" in\\";
    try (var registry = new FnRegistry(way, "robin:" + secret)) {
      registry.push("auth", "v7", 7);
      List<String> digest =
          List.of(Oo.TREE.resolve("infra/fn/digest").toString(), registry.prefix() + "/auth:v7");
      String host = registry.prefix().replace("/oo", "");
      String found = registry.prefix() + "/auth@" + FnRegistry.digest("auth", 7);
      Path config = Files.createDirectories(folder.resolve(".docker")).resolve("config.json");

      FnDeployment.Output refused = fn.tried(digest);
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.text()).contains("docker login");

      String login = Base64.getEncoder().encodeToString(("robin:" + secret).getBytes("UTF-8"));
      Files.writeString(
          config,
          "{\n\t\"auths\": {\n\t\t\"other\": {\"auth\": \"eA==\"},\n\t\t\"%s\": {\n\t\t\t\"auth\": \"%s\"\n\t\t}\n\t}\n}"
              .formatted(host, login));
      assertThat(fn.tried(digest)).isEqualTo(new FnDeployment.Output(0, found));

      Files.writeString(
          config, "{\"auths\": {\"%s\": {}}, \"credsStore\": \"tests\"}".formatted(host));
      script(
          "docker-credential-tests",
          "[ \"$1 $(cat)\" = 'get %s' ] && echo '{\"ServerURL\":\"%1$s\",\"Username\":\"robin\",\"Secret\":\"plain\"}'"
              .formatted(host));
      assertThat(fn.tried(digest).text()).contains("refuses");

      Files.delete(config);
      fn.settings.put("OO_REGISTRY_USER", "robin");
      fn.settings.put("OO_REGISTRY_PASSWORD", secret);
      assertThat(fn.tried(digest)).isEqualTo(new FnDeployment.Output(0, found));

      fn.settings.put("OO_REGISTRY_PASSWORD", "wrong");
      FnDeployment.Output wrong = fn.tried(digest);
      assertThat(wrong.status()).isEqualTo(1);
      assertThat(wrong.text()).contains("refuses").doesNotContain("wrong");
    }
  }

  @Test
  void aCredentialHelperIsAsked() throws Exception {
    try (var registry = new FnRegistry(SignIn.BEARER, "robin:plain")) {
      registry.push("auth", "latest", 1);
      String host = registry.prefix().replace("/oo", "");
      Path config = Files.createDirectories(folder.resolve(".docker")).resolve("config.json");
      script(
          "docker-credential-tests",
          "[ \"$1 $(cat)\" = 'get %s' ] && echo '{\"Username\":\"robin\",\"Secret\":\"plain\"}'"
              .formatted(host));
      for (String text :
          List.of(
              "{\"auths\": {\"%s\": {}}, \"credsStore\": \"tests\"}",
              "{\"credHelpers\": {\"%s\": \"tests\"}, \"credsStore\": \"other\"}")) {
        Files.writeString(config, text.formatted(host));
        assertThat(
                fn.tried(
                        List.of(
                            Oo.TREE.resolve("infra/fn/digest").toString(),
                            registry.prefix() + "/auth"))
                    .text())
            .isEqualTo(registry.prefix() + "/auth@" + FnRegistry.digest("auth", 1));
      }
    }
  }
}
