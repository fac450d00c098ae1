package oo.tests.docker;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import oo.tests.journey.BrowserPerson;
import oo.tests.journey.Chromium;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;
import oo.tests.journey.Retry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The compose file, used by a person with a browser. */
@ExtendWith(DockerCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ComposeIT {
  private static final Retry RETRY = Retry.within(Duration.ofMinutes(3));

  private Compose compose;

  @BeforeAll
  void up() {
    compose = Compose.up();
  }

  @AfterAll
  void down() {
    if (compose != null) {
      compose.close();
    }
  }

  @Test
  void healthIsGreenAndAPersonCompletesATask() {
    for (String module : Oo.MODULES) {
      RETRY.until(
          () -> assertThat(compose.status("/api/" + module + "/health")).as(module).isEqualTo(200));
    }
    startFunctions();
    List<String> complaints = new CopyOnWriteArrayList<>();
    try (var chromium = new Chromium();
        var context = chromium.fresh(new Browser.NewContextOptions().setViewportSize(1280, 800))) {
      browser(new BrowserPerson(compose.site(), Chromium.page(context, complaints)));
    }
    assertThat(complaints).isEmpty();
  }

  private void browser(BrowserPerson browser) {
    TodoistControl todoist = new StandInsControl(compose.google(), compose.todoist()).todoist();
    TodoistControl.User account = todoist.emptyAccount("first@example.com");
    todoist.add(account.id(), "Water the plants");
    todoist.add(account.id(), "Call the dentist");

    browser.open("/health").shows("recommend").isFine();
    browser.signIn("ada@example.com").isFine().connectTodoist("first@example.com");
    browser.showsMessage("Todoist is connected.");
    assertThat(browser.about("2 open tasks")).isVisible(new IsVisibleOptions().setTimeout(60_000));
    String first = browser.openTip().tipTitle();
    browser.isFine().tapDone();
    String second = first.startsWith("Water") ? "Call the dentist" : "Water the plants";
    browser.showsTip(second).isFine();

    RETRY.until(() ->
        assertThat(todoist.openTasks(account.id()).stream().map(TaskView::content))
            .containsExactly(second));
    // Two tasks and a tap, at least: the tap's task is closed at its source too.
    RETRY.until(() ->
        assertThat(compose.events().path("state").path("messages").asInt())
            .isGreaterThanOrEqualTo(3));
  }

  /**
   * Starts each function's container: the first call takes longer than the gateway's time limit.
   */
  private void startFunctions() {
    var person = new HttpPerson(compose.site(), () -> compose.logs("localstack"));
    Retry.within(Duration.ofMinutes(6))
        .until(() -> {
          for (String path : List.of("/api/me", "/api/connectors")) {
            assertThat(person.get(path).status()).as(path).isEqualTo(401);
          }
          for (String path :
              List.of(
                  "/api/recommend",
                  "/api/signals/fetch",
                  "/api/connectors/todoist/begin",
                  "/api/auth/refresh",
                  "/api/tips/00000000-0000-7000-8000-000000000003/complete")) {
            assertThat(person.post(path, java.util.Map.of()).status()).as(path).isEqualTo(401);
          }
          assertThat(person.get("/api/auth/google").status()).isEqualTo(302);
        });
  }
}
