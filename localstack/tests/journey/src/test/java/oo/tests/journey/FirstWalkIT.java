package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import java.util.List;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sign in, connect, one tip, done: the whole of oO, as a person meets it. */
final class FirstWalkIT {
  @RegisterExtension static final Stage stage = Stage.withBrowser();

  @Test
  void aTapClosesTheTaskAtTodoistAndTheNextTipComes() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("first@example.com");
    oo.todoist().add(account.id(), "Water the plants");
    oo.todoist().add(account.id(), "Call the dentist");
    Walk walk = stage.walk();
    walk.signIn("ada@example.com").isFine().connectTodoist("first@example.com");
    walk.showsWord("Todoist is connected.");
    assertThat(walk.about("2 open tasks")).isVisible(new IsVisibleOptions().setTimeout(20_000));
    walk.isFine();

    String first = walk.openTip().tipTitle();
    assertThat(List.of("Water the plants", "Call the dentist")).contains(first);
    walk.isFine().tapDone();
    String second = first.startsWith("Water") ? "Call the dentist" : "Water the plants";
    walk.showsTip(second).isFine();

    assertThat(oo.openTasks(account)).as("while it can be undone").hasSize(2);
    oo.passUndo();
    Oo.eventually(() -> assertThat(oo.openTasks(account)).containsExactly(second));
  }

  @Test
  void anUndoneTapLeavesTheTaskAsItWas() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("undo@example.com");
    oo.todoist().add(account.id(), "Only this one");
    stage.person().signIn("ulla@example.com").connect("undo@example.com");
    Walk walk = stage.walk().signIn("ulla@example.com").openTip().showsTip("Only this one");
    walk.tapDone().showsTap("recorded").isFine().button("Undo").click();

    walk.showsTap("undone").showsTip("Only this one");
    oo.passUndo();
    oo.tick("sweep_outbox");
    walk.page.waitForTimeout(1_500);
    assertThat(oo.openTasks(account)).hasSize(1);
    assertThat(oo.sentFor("ulla@example.com")).isZero();
  }
}
