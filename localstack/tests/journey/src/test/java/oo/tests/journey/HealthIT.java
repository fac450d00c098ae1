package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.template.FreshKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The health page is green when all is well, and says in words what is not and how to mend it. */
final class HealthIT {
  @RegisterExtension static final Stage stage = Stage.withBrowser();

  private HttpPerson person;

  /** The keys have made something, and the providers were called. */
  @BeforeEach
  void somebodyUsedIt() {
    person = stage.person().signIn("healthy@example.com");
    if (person.connection().isMissingNode()) {
      stage.oo().todoist().emptyAccount("healthy@example.com");
      person.connect("healthy@example.com");
    }
    person.fetch();
    Oo.MODULES.forEach(module -> assertThat(health(module).status()).as(module).isEqualTo(200));
  }

  private HttpPerson.Answer health(String module) {
    return stage.person().get("/api/" + module + "/health");
  }

  private static Walk summarised(Walk walk, String words) {
    assertThat(walk.page.locator("#summary"))
        .hasText(
            words,
            new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                .setTimeout(25_000));
    return walk;
  }

  private static void says(Walk walk, String module, String... words) {
    Locator section = walk.page.locator("#" + module);
    Arrays.stream(words)
        .forEach(
            word ->
                assertThat(section)
                    .containsText(word, new ContainsTextOptions().setTimeout(15_000)));
  }

  @Test
  void allIsWell() {
    Walk walk = stage.walk().open("/health");
    summarised(walk, "All is well.").isFine();
    assertThat(walk.page.locator(".verdict.ill")).hasCount(0);
    assertThat(walk.page.locator(".module")).hasCount(Oo.MODULES.size());
  }

  @Test
  void aStoppedDatabaseIsRedInWordsAndRecoversByItself() {
    Oo oo = stage.oo();
    Walk walk = summarised(stage.walk().open("/health"), "All is well.");
    try {
      oo.database.stopServer();
      summarised(walk, "5 of 5 parts are not well.").isFine();
      Oo.MODULES.forEach(
          module -> says(walk, module, "database: not well. It does not answer.", "Start Postgre"));
      summarised(walk.open("/health"), "5 of 5 parts are not well.");
    } finally {
      oo.startDatabase();
    }
    summarised(walk, "All is well.");
    assertThat(person.get("/api/me").status()).isEqualTo(200);
  }

  @Test
  void aWellFormedWrongVaultKeyIsRed() {
    withKeys(
        "VAULT_KEYS",
        walk -> {
          summarised(walk, "3 of 5 parts are not well.").isFine();
          for (String module : List.of("connect-callback", "fetch-signals", "complete-tip")) {
            says(walk, module, "Not the key that sealed what is stored: 1.", "VAULT_KEYS");
          }
        });
  }

  @Test
  void aWrongRefreshKeyIsRed() {
    withKeys(
        "REFRESH_KEYS",
        walk -> {
          summarised(walk, "One part is not well.");
          says(walk, "auth", "Not the key that had this name before: 1.", "REFRESH_KEYS");
        });
  }

  @Test
  void publicKeysThatDoNotBelongToThePrivateOnesAreRed() {
    withKeys(
        "SESSION_PUBLIC_KEYS",
        walk -> {
          summarised(walk, "5 of 5 parts are not well.");
          says(walk, "auth", "No public key opens what these sign", "SESSION_PUBLIC_KEYS");
          says(walk, "recommend", "They do not verify what auth signs", "SESSION_PUBLIC_KEYS");
        });
  }

  /** A start with another key under the same name; the right ones are back afterwards. */
  private static void withKeys(String name, java.util.function.Consumer<Walk> then) {
    Oo oo = stage.oo();
    try {
      oo.restartRuntime(Map.of(name, FreshKeys.fresh().get(name)));
      then.accept(stage.walk().open("/health"));
    } finally {
      oo.restartRuntime();
    }
  }

  @Test
  void aProviderThatIsDownIsRedAfterItFailedAndGreenAfterItWorked() {
    Oo oo = stage.oo();
    oo.todoist().fault(FaultKind.DOWN);
    person.fetch();
    Walk walk = stage.walk().open("/health");
    summarised(walk, "One part is not well.").isFine();
    says(walk, "fetch-signals", "todoist: not well.", "status page");

    oo.todoist().clearFaults();
    person.fetch();
    walk.button("Look now").click();
    summarised(walk, "All is well.");
  }

  @Test
  void googleThatIsDownIsRedAfterItFailed() {
    Oo oo = stage.oo();
    oo.control.google().fault(InjectedFault.of(FaultKind.DOWN).onPath("/token"));
    stage.walk().open("/api/auth/google").atGoogle("healthy@example.com").showsWord("does not");
    Walk walk = stage.walk().open("/health");
    try {
      summarised(walk, "One part is not well.");
      says(walk, "auth", "google: not well.");
    } finally {
      oo.control.google().clearFaults();
      stage.person().signIn("healthy@example.com");
    }
    walk.button("Look now").click();
    summarised(walk, "All is well.");
  }
}
