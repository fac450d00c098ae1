package oo.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sign in, connect, one tip, done: the whole of oO, as a person meets it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FirstWalkIT {
  private Chromium chromium;
  private Oo oo;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @BeforeAll
  void start() {
    chromium = new Chromium();
    oo = new Oo();
  }

  @AfterAll
  void stop() {
    if (oo != null) {
      oo.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void aTapClosesTheTaskAtTodoistAndTheNextTipComes() {
    TodoistControl todoist = oo.control.todoist();
    var account = todoist.emptyAccount("first@example.com");
    todoist.add(account.id(), "Water the plants");
    todoist.add(account.id(), "Call the dentist");
    try (var context = chromium.fresh()) {
      var walk = new Walk(oo, Chromium.page(context, complaints));
      walk.signIn("ada@example.com").connectTodoist("first@example.com");
      assertThat(walk.about("2 open tasks")).isVisible(within(20));

      String first = walk.openTip().tipTitle();
      assertThat(List.of("Water the plants", "Call the dentist")).contains(first);
      settle(walk.page);
      walk.page.locator("#done").click();

      String second = first.startsWith("Water") ? "Call the dentist" : "Water the plants";
      assertThat(walk.page.locator("#title")).hasText(second, textWithin(10));
      eventually(
          Duration.ofSeconds(40),
          () ->
              assertThat(todoist.openTasks(account.id()))
                  .extracting(TodoistControl.TaskView::content)
                  .containsExactly(second));
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void anUndoneTapLeavesTheTaskAsItWas() {
    TodoistControl todoist = oo.control.todoist();
    var account = todoist.emptyAccount("undo@example.com");
    todoist.add(account.id(), "Only this one");
    try (var context = chromium.fresh()) {
      var walk = new Walk(oo, Chromium.page(context, complaints));
      walk.signIn("ulla@example.com").connectTodoist("undo@example.com");
      assertThat(walk.about("1 open task")).isVisible(within(20));
      walk.openTip().tipTitle();
      settle(walk.page);
      walk.page.locator("#done").click();
      walk.button("Undo").click();

      assertThat(walk.page.locator("#title")).hasText("Only this one", textWithin(10));
      walk.page.waitForTimeout(20_000);
      assertThat(todoist.openTasks(account.id())).hasSize(1);
      assertThat(todoist.journal().stream().filter(e -> e.toString().contains("item_close")))
          .isEmpty();
    }
    assertThat(complaints).isEmpty();
  }

  /** A tap in the first moment of a tip is not meant for it. */
  static void settle(Page page) {
    page.waitForTimeout(600);
  }

  static LocatorAssertions.IsVisibleOptions within(int seconds) {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(seconds * 1000.0);
  }

  static LocatorAssertions.HasTextOptions textWithin(int seconds) {
    return new LocatorAssertions.HasTextOptions().setTimeout(seconds * 1000.0);
  }

  static void eventually(Duration within, Runnable assertion) {
    long until = System.nanoTime() + within.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        try {
          Thread.sleep(300);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  static Locator visible(Locator locator) {
    assertThat(locator).isVisible();
    return locator;
  }
}
