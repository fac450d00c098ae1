package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import oo.contract.Json;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The ways out: disconnect, sign out, export, delete. */
final class AccountIT {
  @RegisterExtension static final Stage stage = Stage.withBrowser();

  private TodoistControl.User account;
  private HttpPerson person;

  private Walk connected(String who) {
    String email = who + "@example.com";
    account = stage.oo().todoist().emptyAccount(email);
    stage.oo().todoist().add(account.id(), "Task of " + who);
    person = stage.person().signIn(email).connect(email);
    return stage.walk().signIn(email);
  }

  @Test
  void disconnectingHidesAtOnceRevokesAtTodoistAndPurges() {
    Oo oo = stage.oo();
    Walk walk = connected("leaver");
    String connection = person.connection().path("id").asString();
    person.tip();
    assertThat(grants()).isEqualTo(1);
    walk.page.locator("[data-key='disconnect " + connection + "']").click();
    walk.isFine().page.locator(".confirm").getByText("Keep it").click();
    walk.page.locator("[data-key='disconnect " + connection + "']").click();
    walk.page.locator(".confirm .grave").click();

    walk.showsWord("Todoist is disconnected.").isFine();
    assertThat(walk.button("Connect Todoist")).isFocused();
    walk.openTip().showsQuiet("Nothing is connected yet.");
    Oo.eventually(() -> assertThat(grants()).isZero());
    Oo.eventually(
        () ->
            assertThat(
                    oo.count(
                        "select count(*) from connection where connection_id = '"
                            + connection
                            + "'"))
                .isZero());
    assertThat(oo.openTasks(account)).containsExactly("Task of leaver");

    walk.open("/connect.html").connectTodoist("leaver@example.com").showsWord("is connected.");
    assertThat(person.connection().path("id").asString()).isNotEqualTo(connection);
    walk.openTip().showsTip("Task of leaver");
  }

  private int grants() {
    return stage.oo().todoist().accounts().stream()
        .filter(user -> user.id().equals(account.id()))
        .findFirst()
        .orElseThrow()
        .grants();
  }

  @Test
  void signingOutEndsThisSessionOnly() {
    Walk walk = connected("sleeper");
    walk.button("Sign out").first().click();
    walk.showsWord("You are signed out.").isFine();
    assertThat(walk.page.context().cookies()).isEmpty();
    walk.openTip().showsQuiet("You are not signed in.").isFine();
    assertThat(person.get("/api/me").status()).isEqualTo(200);
  }

  @Test
  void signingOutEverywhereEndsAllOfThem() {
    Walk walk = connected("careful");
    walk.button("Sign out everywhere").click();
    walk.showsWord("You are signed out.");
    assertThat(person.get("/api/me").status()).isEqualTo(401);
    assertThat(person.post("/api/auth/refresh", Map.of()).status()).isEqualTo(401);
  }

  @Test
  void theExportHoldsEverythingAndNoSecret() throws IOException {
    Walk walk = connected("curious");
    String tip = person.tip();
    person.complete(tip);
    Download download = walk.page.waitForDownload(() -> walk.button("Export my data").click());
    walk.shows("Your data is ready.").isFine();
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
    String link = export.path("url").asString().replace(stage.oo().server.baseUrl(), "");
    HttpPerson.Answer opened = stage.person().get(link);
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.http().headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    assertThat(Instant.parse(export.path("expires_at").asString()))
        .isBefore(Instant.now().plus(Duration.ofHours(24)));
    assertThat(stage.person().get(link.replace("expires=", "expires=9")).status()).isEqualTo(404);
    assertThat(stage.person().get(link.replaceAll(".$", "x")).status()).isEqualTo(404);
  }

  @Test
  void deletingEndsEverythingAndSigningInStartsAnew() {
    Oo oo = stage.oo();
    Walk walk = connected("goner");
    String before = person.get("/api/me").json().path("user_id").asString();
    walk.button("Delete everything").click();
    assertThat(walk.page.locator(".confirm .grave")).isDisabled();
    walk.isFine().page.keyboard().type("delete");
    walk.page.keyboard().press("Enter");
    walk.showsWord("Everything is deleted.").isFine();
    assertThat(walk.page.context().cookies()).isEmpty();
    assertThat(person.get("/api/me").status()).isEqualTo(401);

    walk.signIn("goner@example.com");
    assertThat(walk.button("Connect Todoist")).isVisible();
    walk.openTip().showsQuiet("Nothing is connected yet.");
    person.signIn("goner@example.com");
    assertThat(person.get("/api/me").json().path("user_id").asString()).isNotEqualTo(before);
    Oo.eventually(() -> assertThat(grants()).isZero());
    Oo.eventually(
        () -> {
          oo.tick("purge_expired");
          assertThat(oo.count("select count(*) from app_user where user_id = '" + before + "'"))
              .isZero();
        });
    assertThat(oo.openTasks(account)).containsExactly("Task of goner");
  }
}
