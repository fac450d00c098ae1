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

/** The health page: green, or red with the fault and how to repair it in words. */
final class HealthIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private HttpPerson person;

  /** Makes data with the keys, and calls the providers. */
  @BeforeEach
  void useEveryPart() {
    person = shared.person().signIn("healthy@example.com");
    if (person.connection().isMissingNode()) {
      shared.oo().todoist().emptyAccount("healthy@example.com");
      person.connect("healthy@example.com");
    }
    person.fetch();
    Oo.MODULES.forEach(module -> assertThat(health(module).status()).as(module).isEqualTo(200));
  }

  private HttpPerson.Answer health(String module) {
    return shared.person().get("/api/" + module + "/health");
  }

  private static BrowserPerson summarised(BrowserPerson browser, String words) {
    assertThat(browser.page.locator("#summary"))
        .hasText(
            words,
            new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                .setTimeout(25_000));
    return browser;
  }

  private static void says(BrowserPerson browser, String module, String... words) {
    Locator section = browser.page.locator("#" + module);
    Arrays.stream(words)
        .forEach(word ->
            assertThat(section).containsText(word, new ContainsTextOptions().setTimeout(15_000)));
  }

  @Test
  void everyModuleIsGreen() {
    BrowserPerson browser = shared.browser().open("/health");
    summarised(browser, "All is well.").isFine();
    assertThat(browser.page.locator(".verdict.ill")).hasCount(0);
    assertThat(browser.page.locator(".module")).hasCount(Oo.MODULES.size());
  }

  @Test
  void aStoppedDatabaseIsRedInWordsAndRecoversByItself() {
    Oo oo = shared.oo();
    BrowserPerson browser = summarised(shared.browser().open("/health"), "All is well.");
    try {
      oo.database.stopServer();
      summarised(browser, "5 of 5 parts are not well.").isFine();
      Oo.MODULES.forEach(module ->
          says(browser, module, "database: not well. It does not answer.", "Start Postgre"));
      summarised(browser.open("/health"), "5 of 5 parts are not well.");
    } finally {
      oo.startDatabase();
    }
    summarised(browser, "All is well.");
    assertThat(person.get("/api/me").status()).isEqualTo(200);
  }

  @Test
  void aWellFormedWrongVaultKeyIsRed() {
    withKeys(
        "VAULT_KEYS",
        browser -> {
          summarised(browser, "3 of 5 parts are not well.").isFine();
          for (String module : List.of("connect-callback", "fetch-signals", "complete-tip")) {
            says(browser, module, "Not the key that sealed what is stored: 1.", "VAULT_KEYS");
          }
        });
  }

  @Test
  void aWrongRefreshKeyIsRed() {
    withKeys(
        "REFRESH_KEYS",
        browser -> {
          summarised(browser, "One part is not well.");
          says(browser, "auth", "Not the key that had this name before: 1.", "REFRESH_KEYS");
        });
  }

  @Test
  void publicKeysThatDoNotBelongToThePrivateOnesAreRed() {
    withKeys(
        "SESSION_PUBLIC_KEYS",
        browser -> {
          summarised(browser, "5 of 5 parts are not well.");
          says(browser, "auth", "No public key verifies what these sign", "SESSION_PUBLIC_KEYS");
          says(browser, "recommend", "They do not verify what auth signs", "SESSION_PUBLIC_KEYS");
        });
  }

  /** Restarts with another key of the same name, and afterwards with the right one. */
  private static void withKeys(String name, java.util.function.Consumer<BrowserPerson> then) {
    Oo oo = shared.oo();
    try {
      oo.restartRuntime(Map.of(name, FreshKeys.fresh().get(name)));
      then.accept(shared.browser().open("/health"));
    } finally {
      oo.restartRuntime();
    }
  }

  @Test
  void aProviderThatIsDownIsRedAfterItFailedAndGreenAfterItWorked() {
    Oo oo = shared.oo();
    oo.todoist().fault(FaultKind.DOWN);
    person.fetch();
    BrowserPerson browser = shared.browser().open("/health");
    summarised(browser, "One part is not well.").isFine();
    says(browser, "fetch-signals", "todoist: not well.", "status page");

    oo.todoist().clearFaults();
    person.fetch();
    browser.button("Look now").click();
    summarised(browser, "All is well.");
  }

  @Test
  void googleThatIsDownIsRedAfterItFailed() {
    Oo oo = shared.oo();
    oo.control.google().fault(InjectedFault.of(FaultKind.DOWN).onPath("/token"));
    shared
        .browser()
        .open("/api/auth/google")
        .atGoogle("healthy@example.com")
        .showsMessage("does not");
    BrowserPerson browser = shared.browser().open("/health");
    try {
      summarised(browser, "One part is not well.");
      says(browser, "auth", "google: not well.");
    } finally {
      oo.control.google().clearFaults();
      shared.person().signIn("healthy@example.com");
    }
    browser.button("Look now").click();
    summarised(browser, "All is well.");
  }
}
