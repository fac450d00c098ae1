package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person does with a tip, and what the network, the source and other tabs make of it. */
final class TapsIT {
  @RegisterExtension static final Stage stage = Stage.withBrowser();

  private TodoistControl.User account;
  private HttpPerson person;

  /** Somebody whose only tasks these are, looking at their tip. */
  private Walk looking(String who, String... tasks) {
    String email = who + "@example.com";
    account = stage.oo().todoist().emptyAccount(email);
    for (String task : tasks) {
      stage.oo().todoist().add(account.id(), task);
    }
    person = stage.person().signIn(email).connect(email);
    Walk walk = stage.walk().signIn(email).openTip();
    walk.tipTitle();
    return walk;
  }

  private long completions() {
    return stage
        .oo()
        .count(
            "select count(*) from feedback where kind = 'done' and user_id in"
                + " (select user_id from app_user where email = '"
                + account.email()
                + "')");
  }

  @Test
  void aDoubleTapIsOneTap() {
    Walk walk = looking("double", "One", "Two");
    BoundingBox done = walk.page.locator("#done").boundingBox();
    for (int i = 0; i < 4; i++) {
      walk.page.mouse().click(done.x + done.width / 2, done.y + done.height / 2);
      walk.page.waitForTimeout(90);
    }
    walk.showsTap("recorded");
    walk.tipTitle();
    assertThat(completions()).isEqualTo(1);
  }

  @Test
  void twoTabsShowTheSameAndATapInOneIsSeenInTheOther() {
    Walk walk = looking("tabs", "One", "Two");
    Walk other = stage.walk(walk.page.context()).openTip();
    String first = walk.tipTitle();
    assertThat(other.tipTitle()).isEqualTo(first);

    walk.tapDone();
    String second = first.equals("One") ? "Two" : "One";
    walk.showsTip(second);
    other.showsTip(second);
    stage.oo().passUndo();
    Oo.eventually(() -> assertThat(stage.oo().openTasks(account)).containsExactly(second));
  }

  @Test
  void aTapInEachOfTwoTabsOnTheSameTipIsOneEffect() {
    Walk walk = looking("both", "Only one");
    Walk other = stage.walk(walk.page.context()).openTip().showsTip("Only one");
    other.page.context().setOffline(true);
    walk.tapDone();
    other.tapDone();
    walk.page.context().setOffline(false);
    walk.showsQuiet("Nothing left to do.");
    other.showsQuiet("Nothing left to do.");

    stage.oo().passUndo();
    Oo.eventually(() -> assertThat(stage.oo().openTasks(account)).isEmpty());
    assertThat(
            stage
                .oo()
                .count(
                    "select count(*) from delivery join app_user using (user_id) where email = 'both@example.com'"))
        .isEqualTo(1);
  }

  @Test
  void everythingCanBeDoneByKeyboard() {
    Walk walk = looking("keys", "One", "Two");
    String first = walk.tipTitle();
    tabTo(walk, "done");
    assertThat(outline(walk)).as("focus is seen").isTrue();
    walk.page.keyboard().press("Enter");
    String second = first.equals("One") ? "Two" : "One";
    walk.showsTap("recorded").showsTip(second);
    assertThat(walk.page.locator("#said")).containsText("Next: " + second);
    walk.page.keyboard().press("Control+z");
    walk.showsTap("undone");

    tabTo(walk, "later");
    walk.page.keyboard().press("Enter");
    assertThat(focused(walk)).contains("In an hour");
    walk.page.keyboard().press("Escape");
    assertThat(walk.page.locator("#later")).isFocused();
    walk.page.keyboard().press("Enter");
    walk.page.keyboard().press("Enter");
    walk.showsTip(first);
    assertThat(walk.page.locator("#done")).isFocused();
    tabTo(walk, null);
    walk.page.keyboard().press("Enter");
    walk.showsTap("undone");
  }

  private static void tabTo(Walk walk, String id) {
    for (int i = 0; i < 20; i++) {
      walk.page.keyboard().press("Tab");
      boolean there =
          id == null
              ? focused(walk).startsWith("Undo")
              : walk.page.evaluate("() => document.activeElement.id").equals(id);
      if (there) {
        return;
      }
    }
    throw new AssertionError("No way by keyboard to " + id);
  }

  private static String focused(Walk walk) {
    return (String) walk.page.evaluate("() => document.activeElement.textContent");
  }

  private static boolean outline(Walk walk) {
    return (Boolean)
        walk.page.evaluate(
            "() => { const look = getComputedStyle(document.activeElement);"
                + " const ring = getComputedStyle(document.activeElement.querySelector('.ring') ?? document.activeElement);"
                + " return look.outlineStyle !== 'none' || look.boxShadow !== 'none'"
                + " || ring.outlineStyle !== 'none' || ring.boxShadow !== 'none'; }");
  }

  @Test
  void aTapWithoutNetworkIsKeptAndSentWhenItIsBack() {
    Walk walk = looking("offline", "One", "Two");
    String first = walk.tipTitle();
    walk.page.context().setOffline(true);
    assertThat(walk.page.locator("#net")).containsText("No network.");
    walk.tapDone();
    walk.showsTap("kept").showsQuiet("Kept on this device.").isFine();
    assertThat(completions()).isZero();

    walk.page.context().setOffline(false);
    String second = first.equals("One") ? "Two" : "One";
    walk.showsTip(second);
    assertThat(completions()).isEqualTo(1);
    stage.oo().passUndo();
    Oo.eventually(() -> assertThat(stage.oo().openTasks(account)).containsExactly(second));
  }

  @Test
  void aTapWithoutNetworkThatIsUndoneIsNeverSent() {
    Walk walk = looking("regret", "Only one");
    walk.page.context().setOffline(true);
    walk.tapDone();
    walk.showsTap("kept").button("Undo").click();
    walk.page.context().setOffline(false);
    walk.showsTip("Only one");
    assertThat(completions()).isZero();
  }

  @Test
  void aTapUnderASessionThatEndedIsSentAfterSigningInAgain() {
    Walk walk = looking("ended-under", "One", "Two");
    String first = walk.tipTitle();
    person.post("/api/auth/sign-out", Map.of("everywhere", true));
    walk.tapDone();
    walk.showsQuiet("Your session has ended.").isFine().link("Sign in with Google").click();
    walk.atGoogle("ended-under@example.com").showsTip(first.equals("One") ? "Two" : "One");
    assertThat(completions()).isEqualTo(1);
  }

  @Test
  void notNowIsUndone() {
    Walk walk = looking("not-now", "Only one");
    walk.button("Not now").click();
    walk.button("Tomorrow").click();
    walk.showsTap("recorded").showsQuiet("All put aside until tomorrow").isFine();
    walk.button("Undo").click();
    walk.showsTap("undone").showsTip("Only one");
  }

  @Test
  void whatTheSourceRefusesIsToldOnceAndCanBeDismissed() {
    Walk walk = looking("refused", "Not to be completed");
    TaskView task = stage.oo().todoist().openTasks(account.id()).getFirst();
    walk.tapDone();
    walk.showsTap("recorded");
    stage.oo().todoist().rename(task.id(), "* Not to be completed");
    stage.oo().passUndo();
    Oo.eventually(() -> assertThat(person.recommend().json().path("notices").size()).isEqualTo(1));

    walk.lookAgain().shows("It stays open at its source").isFine().button("Dismiss").click();
    assertThat(walk.page.locator("#notice")).isHidden();
    walk.lookAgain();
    Oo.eventually(() -> assertThat(person.recommend().json().path("notices").isEmpty()).isTrue());
    walk.openTip().showsQuiet("Nothing left to do.");
    assertThat(walk.page.locator("#notice")).isHidden();
  }

  @Test
  void aRecurringTaskWhoseDateMovedMeanwhileIsNotCompletedTwice() {
    Oo oo = stage.oo();
    account = oo.todoist().emptyAccount("moved@example.com");
    TaskView task = oo.todoist().add(account.id(), "Water the plants", "every day");
    person = stage.person().signIn("moved@example.com").connect("moved@example.com");
    Walk walk = stage.walk().signIn("moved@example.com").openTip().showsTip("Water the plants");
    walk.tapDone().showsTap("recorded");
    String moved = oo.todoist().close(task.id()).dueDate();
    oo.passUndo();

    Oo.eventually(() -> assertThat(person.recommend().json().path("notices").size()).isEqualTo(1));
    assertThat(oo.todoist().task(task.id()).dueDate()).isEqualTo(moved);
    walk.lookAgain().shows("Its date had moved").isFine();
  }

  @Test
  void aRecurringTaskIsCompletedOnceAndComesBackWithItsNextDate() {
    Oo oo = stage.oo();
    account = oo.todoist().emptyAccount("daily@example.com");
    TaskView task = oo.todoist().add(account.id(), "Stretch", "every day");
    person = stage.person().signIn("daily@example.com").connect("daily@example.com");
    oo.todoist().fault(InjectedFault.of(FaultKind.ANSWER_LOST).times(1).onCommand("item_close"));
    UUID event = UUID.randomUUID();
    String tip = person.tip();
    person.complete(tip, event);
    oo.passUndo();
    Oo.eventually(
        () -> {
          oo.pass(java.time.Duration.ofSeconds(30));
          oo.tick("sweep_outbox");
          assertThat(person.recommend().json().path("tip").isObject()).isTrue();
        });
    String next = oo.todoist().task(task.id()).dueDate();
    assertThat(next).isEqualTo(java.time.LocalDate.parse(task.dueDate()).plusDays(1).toString());
    assertThat(person.recommend().json().path("tip").path("meta").path("due").asString())
        .isEqualTo(next);
    assertThat(person.undo(tip, event).status()).as("its date would not come back").isEqualTo(409);
  }

  @Test
  void anUndoAfterTheDeliveryReopensTheTask() {
    looking("late", "Too quick");
    UUID event = UUID.randomUUID();
    String tip = person.tip();
    person.complete(tip, event);
    stage.oo().passUndo();
    Oo.eventually(() -> assertThat(stage.oo().openTasks(account)).isEmpty());
    Oo.eventually(
        () ->
            assertThat(person.complete(tip, event).json().path("delivery").asString())
                .isEqualTo("delivered"));
    assertThat(person.undo(tip, event).json().path("state").asString()).isEqualTo("undone");
    Oo.eventually(() -> assertThat(stage.oo().openTasks(account)).containsExactly("Too quick"));
  }

  @Test
  void theDeepLinkOpensTheTaskAtItsSourceAndTellsItNothing() {
    Walk walk = looking("link", "Look me up");
    Locator link = walk.link("Open in Todoist");
    assertThat(link).hasAttribute("target", "_blank");
    assertThat(List.of(link.getAttribute("rel").split(" "))).contains("noopener", "noreferrer");
    assertThat(link.getAttribute("href"))
        .endsWith("/app/task/" + stage.oo().todoist().openTasks(account.id()).getFirst().id());
  }
}
