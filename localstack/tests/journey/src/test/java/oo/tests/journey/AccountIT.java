package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import oo.contract.Json;
import oo.host.http.Cookies;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Disconnecting, signing out, exporting and deleting. */
final class AccountIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private TodoistControl.User account;
  private HttpPerson person;

  private BrowserPerson connected(String name) {
    String email = name + "@example.com";
    account = shared.oo().todoist().emptyAccount(email);
    shared.oo().todoist().add(account.id(), "Task of " + name);
    person = shared.person().signIn(email).connect(email);
    return shared.browser().signIn(email);
  }

  @Test
  void disconnectingHidesAtOnceRevokesAtTodoistAndPurges() {
    Oo oo = shared.oo();
    BrowserPerson browser = connected("leaver");
    String connection = person.connection().path("id").asString();
    person.tip();
    assertThat(grants()).isEqualTo(1);
    browser.page.locator("[data-key='disconnect " + connection + "']").click();
    browser.isFine().page.locator(".confirm").getByText("Keep it").click();
    browser.page.locator("[data-key='disconnect " + connection + "']").click();
    browser.page.locator(".confirm .grave").click();

    browser.showsMessage("Todoist is disconnected.").isFine();
    assertThat(browser.button("Connect Todoist")).isFocused();
    browser.openTip().showsQuiet("Nothing is connected yet.");
    Oo.eventually(() -> assertThat(grants()).isZero());
    Oo.eventually(() ->
        assertThat(
                oo.count(
                    "select count(*) from connection where connection_id = '" + connection + "'"))
            .isZero());
    assertThat(oo.openTasks(account)).containsExactly("Task of leaver");

    browser
        .open("/connect.html")
        .connectTodoist("leaver@example.com")
        .showsMessage("is connected.");
    assertThat(person.connection().path("id").asString()).isNotEqualTo(connection);
    browser.openTip().showsTip("Task of leaver");
  }

  @Test
  void aReadingThatBreaksOffFiveTimesIsToldOnThePageOfConnections() {
    BrowserPerson browser = connected("unlucky");
    String id = person.connection().path("id").asString();
    shared
        .oo()
        .execute(
            "update connection set attempts = 5, unfinished = 5, due_at = oo_now() + interval '1 hour'"
                + " where connection_id = '"
                + id
                + "'");
    browser.open("/connect.html").shows("Reading your tasks broke off five times").isFine();
  }

  /**
   * All but the cookie of the attempt to sign in, which answers a repeated callback for two
   * minutes.
   */
  private static List<String> sessionCookies(BrowserPerson browser) {
    return browser.page.context().cookies().stream()
        .map(cookie -> cookie.name)
        .filter(name -> !name.startsWith(Cookies.ATTEMPT))
        .toList();
  }

  private int grants() {
    return shared.oo().backends.grants(account);
  }

  @Test
  void signingOutEndsThisSessionOnly() {
    BrowserPerson browser = connected("sleeper");
    browser.button("Sign out").first().click();
    browser.showsMessage("You are signed out.").isFine();
    assertThat(sessionCookies(browser)).isEmpty();
    browser.openTip().showsQuiet("You are not signed in.").isFine();
    assertThat(person.get("/api/me").status()).isEqualTo(200);
  }

  @Test
  void signingOutEverywhereEndsAllOfThem() {
    BrowserPerson browser = connected("careful");
    browser.button("Sign out everywhere").click();
    browser.showsMessage("You are signed out.");
    assertThat(person.get("/api/me").status()).isEqualTo(401);
    assertThat(person.post("/api/auth/refresh", Map.of()).status()).isEqualTo(401);
  }

  @Test
  void theExportHoldsEverythingAndNoSecret() throws IOException {
    BrowserPerson browser = connected("curious");
    String tip = person.tip();
    person.complete(tip);
    Download download =
        browser.page.waitForDownload(() -> browser.button("Export my data").click());
    browser.shows("Your data is ready.").isFine();
    JsonNode data = Json.mapper().readTree(Files.readString(download.path()));

    assertThat(data.path("app_user").path(0).path("email").asString())
        .isEqualTo("curious@example.com");
    assertThat(data.path("candidate").toString()).contains("Task of curious");
    assertThat(data.path("decision").toString()).contains(tip);
    assertThat(data.path("feedback").path(0).path("kind").asString()).isEqualTo("done");
    assertThat(data.path("delivery").size()).isEqualTo(1);
    for (String table : new String[] {"identity", "session", "connection", "task", "slot"}) {
      assertThat(data.path(table).isEmpty()).as(table).isFalse();
    }
    String all = data.toString();
    person.cookies.values().forEach(cookie -> assertThat(all).doesNotContain(cookie));
    assertThat(all)
        .doesNotContain("\"sealed\"", "cookie_hash", "state_hash", "verifier", "todoist-secret");
  }

  @Test
  void anExportsLinkNeedsNoCookieDiesAndCannotBeChanged() {
    connected("private");
    JsonNode export = person.post("/api/me/export", Map.of()).json();
    String link = export.path("url").asString().replace(shared.oo().server.baseUrl(), "");
    HttpPerson.Answer opened = shared.person().get(link);
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.http().headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    assertThat(Instant.parse(export.path("expires_at").asString()))
        .isBefore(Instant.now().plus(Duration.ofHours(24)));
    assertThat(shared.person().get(link.replace("expires=", "expires=9")).status()).isEqualTo(404);
    assertThat(shared.person().get(link.replaceAll(".$", "x")).status()).isEqualTo(404);
  }

  @Test
  void anExportsLinkDiesWithTheNextExportAndWithTheAccount() {
    connected("replaced");
    String first = exported();
    assertThat(shared.person().get(first).status()).isEqualTo(200);
    String second = exported();
    assertThat(shared.person().get(first).status()).isEqualTo(404);
    assertThat(shared.person().get(second).status()).isEqualTo(200);

    assertThat(person.delete("/api/me").status()).isEqualTo(202);

    assertThat(shared.person().get(second).status()).isEqualTo(404);
  }

  private String exported() {
    return person
        .post("/api/me/export", Map.of())
        .json()
        .path("url")
        .asString()
        .replace(shared.oo().server.baseUrl(), "");
  }

  @Test
  void deletingEndsEverythingAndTheNextSignInMakesANewUser() {
    Oo oo = shared.oo();
    BrowserPerson browser = connected("goner");
    String before = person.get("/api/me").json().path("user_id").asString();
    browser.button("Delete everything").click();
    assertThat(browser.page.locator(".confirm .grave")).isDisabled();
    browser.isFine().page.keyboard().type("delete");
    browser.page.keyboard().press("Enter");
    browser.showsMessage("Everything is deleted.").isFine();
    assertThat(sessionCookies(browser)).isEmpty();
    assertThat(person.get("/api/me").status()).isEqualTo(401);

    browser.signIn("goner@example.com");
    assertThat(browser.button("Connect Todoist")).isVisible();
    browser.openTip().showsQuiet("Nothing is connected yet.");
    person.signIn("goner@example.com");
    assertThat(person.get("/api/me").json().path("user_id").asString()).isNotEqualTo(before);
    Oo.eventually(() -> assertThat(grants()).isZero());
    Oo.eventually(() -> {
      oo.tick("purge_expired");
      assertThat(oo.count("select count(*) from app_user where user_id = '" + before + "'"))
          .isZero();
    });
    assertThat(oo.openTasks(account)).containsExactly("Task of goner");
  }

  /** The sign-in of this browser is older than what is grave accepts. */
  private BrowserPerson signedInEarlier(String name) {
    BrowserPerson browser = connected(name);
    shared.oo().pass(Duration.ofMinutes(16));
    assertThat(person.post("/api/auth/refresh", Map.of()).status()).isEqualTo(204);
    return browser;
  }

  private static BrowserPerson signInAgain(BrowserPerson browser, String email) {
    browser.shows("Sign in again first.").isFine().link("Sign in again").click();
    return browser.atGoogle(email);
  }

  @Test
  void anExportNeedsAFreshSignInAndGoesOnAfterIt() {
    BrowserPerson browser = signedInEarlier("exporter");
    browser.button("Export my data").click();
    Download download =
        browser.page.waitForDownload(() -> signInAgain(browser, "exporter@example.com"));

    assertThat(download.suggestedFilename()).isEqualTo("oo-export.json");
    browser.shows("Your data is ready.");
    browser.open("/connect.html").shows("exporter@example.com");
    assertThat(browser.page.getByText("Your data is ready.")).hasCount(0);
  }

  @Test
  void aDeletionNeedsAFreshSignInAndIsConfirmedAfterIt() {
    BrowserPerson browser = signedInEarlier("deleter");
    browser.button("Delete everything").click();
    browser.page.keyboard().type("delete");
    browser.page.keyboard().press("Enter");
    signInAgain(browser, "deleter@example.com").shows("Type delete to confirm").isFine();
    assertThat(person.get("/api/me").status()).isEqualTo(200);

    browser.page.keyboard().type("delete");
    browser.page.keyboard().press("Enter");
    browser.showsMessage("Everything is deleted.");
    assertThat(person.get("/api/me").status()).isEqualTo(401);
  }

  @Test
  void whatWasMeantBeforeAFreshSignInIsNotDoneForAnother() {
    BrowserPerson browser = signedInEarlier("meant");
    browser.button("Export my data").click();
    signInAgain(browser, "another-than-meant@example.com")
        .showsMessage("That was another account.");
    browser.page.context().clearCookies(); // The former session lives on.
    browser.signIn("another-than-meant@example.com").shows("another-than-meant@example.com");
    assertThat(browser.page.getByText("Your data is ready.")).hasCount(0);
  }

  @Test
  void aSessionElsewhereIsSignedOutAfterAFreshSignIn() {
    BrowserPerson browser = signedInEarlier("elsewhere");
    browser.page.getByText("Signed in at 2 places").click();
    browser.button("Sign out A browser").click();
    signInAgain(browser, "elsewhere@example.com").shows("Signed in at 2 places").isFine();
    assertThat(person.get("/api/me").status()).isEqualTo(200);

    browser.button("Sign out A browser").click();
    browser.shows("Signed in here only");
    assertThat(person.get("/api/me").status()).isEqualTo(401);
  }
}
