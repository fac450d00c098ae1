package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import java.util.List;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in, connecting, one tip, done. */
final class FirstWalkIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  @Test
  void aTapClosesTheTaskAtTodoistAndTheNextTipComes() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("first@example.com");
    oo.todoist().add(account.id(), "Water the plants");
    oo.todoist().add(account.id(), "Call the dentist");
    BrowserPerson browser = shared.browser();
    browser.signIn("ada@example.com").isFine().connectTodoist("first@example.com");
    browser.showsMessage("Todoist is connected.");
    assertThat(browser.about("2 open tasks")).isVisible(new IsVisibleOptions().setTimeout(20_000));
    browser.isFine();

    String first = browser.openTip().tipTitle();
    assertThat(List.of("Water the plants", "Call the dentist")).contains(first);
    browser.isFine().tapDone();
    String second = first.startsWith("Water") ? "Call the dentist" : "Water the plants";
    browser.showsTip(second).isFine();

    assertThat(oo.openTasks(account)).as("while it can be undone").hasSize(2);
    oo.passUndo();
    Oo.eventually(() -> assertThat(oo.openTasks(account)).containsExactly(second));
  }

  @Test
  void anUndoneTapLeavesTheTaskAsItWas() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("undo@example.com");
    oo.todoist().add(account.id(), "Only this one");
    shared.person().signIn("ulla@example.com").connect("undo@example.com");
    BrowserPerson browser =
        shared.browser().signIn("ulla@example.com").openTip().showsTip("Only this one");
    browser.tapDone().showsTap("recorded").isFine().button("Undo").click();

    browser.showsTap("undone").showsTip("Only this one");
    oo.passUndo();
    oo.tick("sweep_outbox");
    String user =
        oo.texts("select user_id from app_user where email = 'ulla@example.com'").getFirst();
    Oo.eventually(() ->
        assertThat(
                oo.count(
                    "select count(*) from oo_runtime.message where queue = 'DeliverQueue'"
                        + " and body like '%"
                        + user
                        + "%'"))
            .as("messages that are not processed")
            .isZero());
    assertThat(oo.openTasks(account)).hasSize(1);
    assertThat(oo.sentFor("ulla@example.com")).isZero();
  }
}
