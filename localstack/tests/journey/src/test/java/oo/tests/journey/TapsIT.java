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

/** Taps on a tip: by mouse and keyboard, offline, in two tabs, refused by the source. */
final class TapsIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private TodoistControl.User account;
  private HttpPerson person;

  /** A person with only these tasks, on the tip page. */
  private BrowserPerson onTipPage(String name, String... tasks) {
    String email = name + "@example.com";
    account = shared.oo().todoist().emptyAccount(email);
    for (String task : tasks) {
      shared.oo().todoist().add(account.id(), task);
    }
    person = shared.person().signIn(email).connect(email);
    BrowserPerson browser = shared.browser().signIn(email).openTip();
    browser.tipTitle();
    return browser;
  }

  private long completions() {
    return shared
        .oo()
        .count(
            "select count(*) from feedback where kind = 'done' and user_id in"
                + " (select user_id from app_user where email = '"
                + account.email()
                + "')");
  }

  @Test
  void aDoubleTapIsOneTap() {
    BrowserPerson browser = onTipPage("double", "One", "Two");
    BoundingBox done = browser.page.locator("#done").boundingBox();
    for (int i = 0; i < 4; i++) {
      browser.page.mouse().click(done.x + done.width / 2, done.y + done.height / 2);
      browser.page.waitForTimeout(90); // the pace of a double tap
    }
    browser.showsTap("recorded");
    browser.tipTitle();
    assertThat(completions()).isEqualTo(1);
  }

  @Test
  void twoTabsShowTheSameAndATapInOneIsSeenInTheOther() {
    BrowserPerson browser = onTipPage("tabs", "One", "Two");
    BrowserPerson other = shared.browser(browser.page.context()).openTip();
    String first = browser.tipTitle();
    assertThat(other.tipTitle()).isEqualTo(first);

    browser.tapDone();
    String second = first.equals("One") ? "Two" : "One";
    browser.showsTip(second);
    other.showsTip(second);
    shared.oo().passUndo();
    Oo.eventually(() -> assertThat(shared.oo().openTasks(account)).containsExactly(second));
  }

  @Test
  void aTapInEachOfTwoTabsOnTheSameTipIsOneEffect() {
    BrowserPerson browser = onTipPage("both", "Only one");
    BrowserPerson other = shared.browser(browser.page.context()).openTip().showsTip("Only one");
    other.page.context().setOffline(true);
    browser.tapDone();
    other.tapDone();
    browser.page.context().setOffline(false);
    browser.showsQuiet("Nothing left to do.");
    other.showsQuiet("Nothing left to do.");

    shared.oo().passUndo();
    Oo.eventually(() -> assertThat(shared.oo().openTasks(account)).isEmpty());
    assertThat(
            shared
                .oo()
                .count(
                    "select count(*) from delivery join app_user using (user_id) where email = 'both@example.com'"))
        .isEqualTo(1);
  }

  @Test
  void everythingCanBeDoneByKeyboard() {
    BrowserPerson browser = onTipPage("keys", "One", "Two");
    String first = browser.tipTitle();
    tabTo(browser, "done");
    assertThat(outline(browser)).as("focus is seen").isTrue();
    browser.page.keyboard().press("Enter");
    String second = first.equals("One") ? "Two" : "One";
    browser.showsTap("recorded").showsTip(second);
    assertThat(browser.page.locator("#said")).containsText("Next: " + second);
    browser.page.keyboard().press("Control+z");
    browser.showsTap("undone");

    tabTo(browser, "later");
    browser.page.keyboard().press("Enter");
    assertThat(focused(browser)).contains("In an hour");
    browser.page.keyboard().press("Escape");
    assertThat(browser.page.locator("#later")).isFocused();
    browser.page.keyboard().press("Enter");
    browser.page.keyboard().press("Enter");
    browser.showsTip(first);
    assertThat(browser.page.locator("#done")).isFocused();
    tabTo(browser, null);
    browser.page.keyboard().press("Enter");
    // The first one may still be shown as undone.
    assertThat(browser.page.locator("#taps li[data-state=undone]").last()).containsText(second);
  }

  private static void tabTo(BrowserPerson browser, String id) {
    for (int i = 0; i < 20; i++) {
      browser.page.keyboard().press("Tab");
      boolean there =
          id == null
              ? focused(browser).startsWith("Undo")
              : browser.page.evaluate("() => document.activeElement.id").equals(id);
      if (there) {
        return;
      }
    }
    throw new AssertionError("No way by keyboard to " + id);
  }

  private static String focused(BrowserPerson browser) {
    return (String) browser.page.evaluate("() => document.activeElement.textContent");
  }

  private static boolean outline(BrowserPerson browser) {
    return (Boolean)
        browser.page.evaluate(
            "() => { const look = getComputedStyle(document.activeElement);"
                + " const ring = getComputedStyle(document.activeElement.querySelector('.ring') ?? document.activeElement);"
                + " return look.outlineStyle !== 'none' || look.boxShadow !== 'none'"
                + " || ring.outlineStyle !== 'none' || ring.boxShadow !== 'none'; }");
  }

  @Test
  void aTapWithoutNetworkIsKeptAndSentWhenItIsBack() {
    BrowserPerson browser = onTipPage("offline", "One", "Two");
    String first = browser.tipTitle();
    browser.page.context().setOffline(true);
    assertThat(browser.page.locator("#net")).containsText("No network.");
    browser.tapDone();
    browser.showsTap("kept").showsQuiet("Kept on this device.").isFine();
    assertThat(completions()).isZero();

    browser.page.context().setOffline(false);
    String second = first.equals("One") ? "Two" : "One";
    browser.showsTip(second);
    assertThat(completions()).isEqualTo(1);
    shared.oo().passUndo();
    Oo.eventually(() -> assertThat(shared.oo().openTasks(account)).containsExactly(second));
  }

  @Test
  void aTapWithoutNetworkThatIsUndoneIsNeverSent() {
    BrowserPerson browser = onTipPage("regret", "Only one");
    browser.page.context().setOffline(true);
    browser.tapDone();
    browser.showsTap("kept").button("Undo").click();
    browser.page.context().setOffline(false);
    browser.showsTip("Only one");
    assertThat(completions()).isZero();
  }

  @Test
  void aTapUnderASessionThatEndedIsSentAfterSigningInAgain() {
    BrowserPerson browser = onTipPage("ended-under", "One", "Two");
    String first = browser.tipTitle();
    person.post("/api/auth/sign-out", Map.of("everywhere", true));
    browser.tapDone();
    browser.showsQuiet("Your session has ended.").isFine().link("Sign in with Google").click();
    browser.atGoogle("ended-under@example.com").showsTip(first.equals("One") ? "Two" : "One");
    assertThat(completions()).isEqualTo(1);
  }

  @Test
  void notNowIsUndone() {
    BrowserPerson browser = onTipPage("not-now", "Only one");
    browser.button("Not now").click();
    browser.button("Tomorrow").click();
    browser.showsTap("recorded").showsQuiet("All put aside until tomorrow").isFine();
    browser.button("Undo").click();
    browser.showsTap("undone").showsTip("Only one");
  }

  @Test
  void whatIsOnItsWayStaysVisibleUntilItIsThereAndSaysWhenItComesNext() {
    Oo oo = shared.oo();
    account = oo.todoist().emptyAccount("on-its-way@example.com");
    oo.todoist().add(account.id(), "Stretch", "every day");
    person = shared.person().signIn("on-its-way@example.com").connect("on-its-way@example.com");
    BrowserPerson browser = shared.browser().signIn("on-its-way@example.com");
    browser.page.clock().install();
    browser.openTip().showsTip("Stretch");
    oo.todoist().fault(FaultKind.UNAVAILABLE);
    browser.tapDone().showsTap("recorded").showsQuiet("Nothing");
    Locator lines = browser.page.locator("#deliveries li");
    assertThat(lines).hasCount(0);
    browser.page.clock().runFor(10_500);
    assertThat(lines).hasText("On its way to its source: Stretch");
    assertThat(browser.page.locator("#said")).containsText("On its way to its source: Stretch.");
    browser.isFine();

    oo.todoist().clearFaults();
    oo.passUndo();
    Oo.eventually(() -> {
      oo.tick("sweep_outbox");
      assertThat(
              oo.count(
                  "select count(*) from delivery join app_user using (user_id)"
                      + " where email = 'on-its-way@example.com' and state = 'delivered'"))
          .isEqualTo(1);
    });
    browser.lookAgain();
    assertThat(lines).hasText("Done. Next tomorrow: Stretch");
    browser.isFine();
    oo.pass(java.time.Duration.ofMinutes(2));
    browser.lookAgain();
    assertThat(lines).hasCount(0);
  }

  @Test
  void manyThatAreOnTheirWayTakeFourLines() {
    BrowserPerson browser = onTipPage("outage", "Another");
    browser.page.evaluate(
        """
        async () => (await import("/js/deliveries.js")).drawDeliveries(
          ["One", "Two", "Three", "Four", "Five"].map((title) => ({decision_id: title, title, delivery: "waiting"})),
          () => {})
        """);
    assertThat(browser.page.locator("#deliveries li").allInnerTexts())
        .containsExactly(
            "On its way to its source: One",
            "On its way to its source: Two",
            "On its way to its source: Three",
            "And 2 more.");
    browser.isFine();
  }

  @Test
  void aSubtaskSaysWhatItIsAPartOf() {
    Oo oo = shared.oo();
    account = oo.todoist().emptyAccount("part-of@example.com");
    TaskView trip = oo.todoist().add(account.id(), "Plan the trip");
    oo.todoist().add(account.id(), Map.of("content", "Find the passports", "parent_id", trip.id()));
    person = shared.person().signIn("part-of@example.com").connect("part-of@example.com");
    BrowserPerson browser = shared.browser().signIn("part-of@example.com").openTip();
    browser.showsTip("Find the passports");
    assertThat(browser.page.locator("#facts")).containsText("part of Plan the trip");
    browser.isFine();
  }

  @Test
  void aCompletionThatTheSourceRefusesIsShownOnceAndCanBeDismissed() {
    BrowserPerson browser = onTipPage("refused", "Not to be completed");
    TaskView task = shared.oo().todoist().openTasks(account.id()).getFirst();
    browser.tapDone();
    browser.showsTap("recorded");
    shared.oo().todoist().rename(task.id(), "* Not to be completed");
    shared.oo().passUndo();
    Oo.eventually(() -> assertThat(person.recommend().json().path("notices").size()).isEqualTo(1));

    browser.lookAgain().shows("It stays open at its source").isFine().button("Dismiss").click();
    assertThat(browser.page.locator("#notice")).isHidden();
    browser.lookAgain();
    Oo.eventually(() -> assertThat(person.recommend().json().path("notices").isEmpty()).isTrue());
    browser.openTip().showsQuiet("Nothing left to do.");
    assertThat(browser.page.locator("#notice")).isHidden();
  }

  @Test
  void aRecurringTaskWhoseDateMovedMeanwhileIsNotCompletedTwice() {
    Oo oo = shared.oo();
    account = oo.todoist().emptyAccount("moved@example.com");
    TaskView task = oo.todoist().add(account.id(), "Water the plants", "every day");
    person = shared.person().signIn("moved@example.com").connect("moved@example.com");
    BrowserPerson browser =
        shared.browser().signIn("moved@example.com").openTip().showsTip("Water the plants");
    browser.tapDone().showsTap("recorded");
    String moved = oo.todoist().close(task.id()).dueDate();
    oo.passUndo();

    Oo.eventually(() -> assertThat(person.recommend().json().path("notices").size()).isEqualTo(1));
    assertThat(oo.todoist().task(task.id()).dueDate()).isEqualTo(moved);
    browser.lookAgain().shows("Its date had moved").isFine();
  }

  @Test
  void aRecurringTaskIsCompletedOnceAndIsNotOfferedBeforeItsNextDate() {
    Oo oo = shared.oo();
    account = oo.todoist().emptyAccount("daily@example.com");
    TaskView task = oo.todoist().add(account.id(), "Stretch", "every day");
    person = shared.person().signIn("daily@example.com").connect("daily@example.com");
    oo.todoist().fault(InjectedFault.of(FaultKind.ANSWER_LOST).times(1).onCommand("item_close"));
    UUID event = UUID.randomUUID();
    String tip = person.tip();
    person.complete(tip, event);
    oo.passUndo();
    Oo.eventually(() -> {
      oo.pass(java.time.Duration.ofSeconds(30));
      oo.tick("sweep_outbox");
      assertThat(person.recommend().json().path("because").asString("")).isEqualTo("all_later");
    });
    String next = oo.todoist().task(task.id()).dueDate();
    assertThat(next).isEqualTo(java.time.LocalDate.parse(task.dueDate()).plusDays(1).toString());
    assertThat(person.undo(tip, event).status()).as("its date would not come back").isEqualTo(409);
  }

  @Test
  void anUndoAfterTheDeliveryReopensTheTask() {
    onTipPage("late", "Too quick");
    UUID event = UUID.randomUUID();
    String tip = person.tip();
    person.complete(tip, event);
    shared.oo().passUndo();
    Oo.eventually(() -> assertThat(shared.oo().openTasks(account)).isEmpty());
    Oo.eventually(() ->
        assertThat(person.complete(tip, event).json().path("delivery").asString())
            .isEqualTo("delivered"));
    assertThat(person.undo(tip, event).json().path("state").asString()).isEqualTo("undone");
    Oo.eventually(() -> assertThat(shared.oo().openTasks(account)).containsExactly("Too quick"));
  }

  @Test
  void theDeepLinkOpensTheTaskAtItsSourceWithoutAReferrer() {
    BrowserPerson browser = onTipPage("link", "Look me up");
    Locator link = browser.link("Open in Todoist");
    assertThat(link).hasAttribute("target", "_blank");
    assertThat(List.of(link.getAttribute("rel").split(" "))).contains("noopener", "noreferrer");
    assertThat(link.getAttribute("href"))
        .endsWith("/app/task/" + shared.oo().todoist().openTasks(account.id()).getFirst().id());
  }
}
