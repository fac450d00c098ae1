package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import java.time.Duration;
import java.util.Map;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person sees when there is no tip: why, and what to do about it. No dead ends. */
final class QuietIT {
  @RegisterExtension static final Stage stage = Stage.withBrowser();

  @Test
  void nothingIsConnected() {
    Walk walk = stage.walk().signIn("new@example.com").openTip();
    walk.showsQuiet("Nothing is connected yet.").isFine().link("Connect your tasks").click();
    assertThat(walk.button("Connect Todoist")).isVisible();
  }

  @Test
  void nothingIsLeftAndWhatIsNewComes() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("empty@example.com");
    stage.person().signIn("empty@example.com").connect("empty@example.com");
    Walk walk = stage.walk().signIn("empty@example.com").openTip();
    walk.showsQuiet("Nothing left to do.").isFine();

    oo.todoist().add(account.id(), "Something new");
    walk.button("Look again").click();
    walk.showsTip("Something new");
  }

  @Test
  void allIsPutAsideAndComesBack() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("aside@example.com");
    TaskView task = oo.todoist().add(account.id(), "Read the contract", "today");
    stage.person().signIn("aside@example.com").connect("aside@example.com");
    Walk walk = stage.walk().signIn("aside@example.com").openTip().showsTip("Read the contract");
    walk.button("Not now").click();
    walk.isFine().button("In an hour").click();
    walk.showsTap("recorded").showsQuiet("All put aside until").isFine();

    oo.pass(Duration.ofMinutes(61));
    walk.button("Look again").click();
    walk.showsTip("Read the contract");
    assertThat(oo.todoist().task(task.id()).updatedAt()).isEqualTo(task.updatedAt());
  }

  @Test
  void theFirstFetchRunsAndTheTipComesByItself() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("slow@example.com");
    oo.todoist().add(account.id(), "Worth the wait");
    oo.todoist().fault(InjectedFault.of(FaultKind.SLOW).millis(5_000).onPath("/api/v1/sync"));
    Walk walk = stage.walk().signIn("slow@example.com").connectTodoist("slow@example.com");
    assertThat(walk.page.getByText("Reading your tasks for the first time")).isVisible();
    walk.isFine().openTip().showsQuiet("Reading your tasks.").isFine();

    walk.showsTip("Worth the wait");
  }

  @Test
  void aConnectionThatWasTakenBackIsRenewed() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("revoked@example.com");
    oo.todoist().add(account.id(), "Still here");
    HttpPerson person = stage.person().signIn("revoked@example.com").connect("revoked@example.com");
    String connection = person.connection().path("id").asString();
    oo.todoist().revokeTokens(account.id());
    person.fetch();
    Walk walk = stage.walk().signIn("revoked@example.com").openTip();
    walk.showsQuiet("A connection has to be renewed.").isFine().link("Renew it").click();
    walk.shows("Has to be renewed").isFine().button("Renew").click();
    walk.agree("somebody-else@example.com");
    walk.showsWord("That was another account.").isFine().button("Renew").click();
    walk.agree("revoked@example.com");

    assertThat(walk.about("1 open task, read"))
        .isVisible(new IsVisibleOptions().setTimeout(20_000));
    assertThat(person.connection().path("id").asString()).isEqualTo(connection);
    walk.openTip().showsTip("Still here");
  }

  @Test
  void aConnectionThatMustBeRenewedIsSaidAlthoughAnotherGivesTips() {
    Oo oo = stage.oo();
    TodoistControl.User broken = oo.todoist().emptyAccount("broken@example.com");
    TodoistControl.User well = oo.todoist().emptyAccount("well@example.com");
    oo.todoist().add(well.id(), "From the other one");
    HttpPerson person = stage.person().signIn("two@example.com").connect("broken@example.com");
    person.connectOnly("well@example.com");
    oo.todoist().revokeTokens(broken.id());
    person.fetch();
    Walk walk = stage.walk().signIn("two@example.com");
    walk.shows("Has to be renewed");

    walk.openTip().showsTip("From the other one").link("Renew a connection").click();

    walk.shows("Has to be renewed").isFine();
  }

  @Test
  void aProviderThatIsDownKeepsWhatIsKnownAndSaysSo() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("failing@example.com");
    oo.todoist().add(account.id(), "Known before");
    HttpPerson person = stage.person().signIn("failing@example.com").connect("failing@example.com");
    oo.todoist().fault(FaultKind.SERVER_ERROR);
    person.fetch();
    Walk walk = stage.walk().signIn("failing@example.com");
    walk.shows("Cannot be read right now").isFine().openTip().showsTip("Known before");

    oo.todoist().clearFaults();
    walk.open("/connect.html").button("Fetch now").click();
    assertThat(walk.about("1 open task, read"))
        .isVisible(new IsVisibleOptions().setTimeout(20_000));
    walk.shows("Connected");
  }

  @Test
  void aSessionThatEndedElsewhereIsSaidAndOneSignInLeadsBack() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("ended@example.com");
    oo.todoist().add(account.id(), "Where I left it");
    HttpPerson person = stage.person().signIn("ended@example.com").connect("ended@example.com");
    Walk walk = stage.walk().signIn("ended@example.com").openTip().showsTip("Where I left it");
    person.post("/api/auth/sign-out", Map.of("everywhere", true));

    walk.lookAgain().showsQuiet("Your session has ended.").isFine();
    walk.open("/connect.html").showsWord("Your session has ended.").isFine();
    walk.openTip().showsQuiet("Your session has ended.");
    walk.link("Sign in with Google").click();
    walk.atGoogle("ended@example.com").showsTip("Where I left it");
  }

  @Test
  void theDatabaseIsAwayAndThePageRecoversByItself() {
    Oo oo = stage.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("away@example.com");
    oo.todoist().add(account.id(), "After the break");
    stage.person().signIn("away@example.com").connect("away@example.com");
    Walk walk = stage.walk().signIn("away@example.com");
    try {
      oo.database.stopServer();
      walk.openTip().showsQuiet("oO is not well at the moment.").isFine();
      walk.open("/connect.html").showsWord("oO is not well at the moment.").isFine();
      walk.open("/?problem=nonsense").showsWord("Signing in did not work.").isFine();
      walk.openTip().showsQuiet("oO is not well at the moment.");
    } finally {
      oo.startDatabase();
    }
    walk.showsTip("After the break");
  }
}
