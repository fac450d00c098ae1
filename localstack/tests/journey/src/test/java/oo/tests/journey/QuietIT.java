package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A page without a tip says why, and what to do about it. */
final class QuietIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  @Test
  void nothingIsConnected() {
    BrowserPerson browser = shared.browser().signIn("new@example.com").openTip();
    browser.showsQuiet("Nothing is connected yet.").isFine().link("Connect your tasks").click();
    assertThat(browser.button("Connect Todoist")).isVisible();
  }

  @Test
  void nothingIsLeftAndWhatIsNewComes() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("empty@example.com");
    shared.person().signIn("empty@example.com").connect("empty@example.com");
    BrowserPerson browser = shared.browser().signIn("empty@example.com").openTip();
    browser.showsQuiet("Nothing left to do.").isFine();

    oo.todoist().add(account.id(), "Something new");
    browser.button("Look again").click();
    browser.showsTip("Something new");
  }

  @Test
  void allIsPutAsideAndComesBack() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("aside@example.com");
    TaskView task = oo.todoist().add(account.id(), "Read the contract", "today");
    shared.person().signIn("aside@example.com").connect("aside@example.com");
    BrowserPerson browser =
        shared.browser().signIn("aside@example.com").openTip().showsTip("Read the contract");
    browser.button("Not now").click();
    browser.isFine().button("In an hour").click();
    browser.showsTap("recorded").showsQuiet("All put aside until").isFine();

    oo.pass(Duration.ofMinutes(61));
    browser.button("Look again").click();
    browser.showsTip("Read the contract");
    assertThat(oo.todoist().task(task.id()).updatedAt()).isEqualTo(task.updatedAt());
  }

  @Test
  void theFirstFetchRunsAndTheTipComesByItself() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("slow@example.com");
    oo.todoist().add(account.id(), "Worth the wait");
    oo.todoist().fault(InjectedFault.of(FaultKind.SLOW).millis(5_000).onPath("/api/v1/sync"));
    BrowserPerson browser =
        shared.browser().signIn("slow@example.com").connectTodoist("slow@example.com");
    assertThat(browser.page.getByText("Reading your tasks for the first time")).isVisible();
    browser.isFine().openTip().showsQuiet("Reading your tasks.").isFine();

    browser.showsTip("Worth the wait");
  }

  @Test
  void aConnectionThatWasTakenBackIsRenewed() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("revoked@example.com");
    oo.todoist().add(account.id(), "Still here");
    HttpPerson person =
        shared.person().signIn("revoked@example.com").connect("revoked@example.com");
    String connection = person.connection().path("id").asString();
    oo.todoist().revokeTokens(account.id());
    person.fetch();
    BrowserPerson browser = shared.browser().signIn("revoked@example.com").openTip();
    browser.showsQuiet("A connection has to be renewed.").isFine().link("Renew it").click();
    browser.shows("Has to be renewed").isFine().button("Renew").click();
    browser.agree("another@example.com");
    browser.showsMessage("That was another account.").isFine().button("Renew").click();
    browser.agree("revoked@example.com");

    assertThat(browser.about("1 open task, read"))
        .isVisible(new IsVisibleOptions().setTimeout(20_000));
    assertThat(person.connection().path("id").asString()).isEqualTo(connection);
    browser.openTip().showsTip("Still here");
  }

  @Test
  void aConnectionThatMustBeRenewedIsSaidAlthoughAnotherGivesTips() {
    Oo oo = shared.oo();
    TodoistControl.User broken = oo.todoist().emptyAccount("broken@example.com");
    TodoistControl.User working = oo.todoist().emptyAccount("working@example.com");
    oo.todoist().add(working.id(), "From the other one");
    HttpPerson person = shared.person().signIn("two@example.com").connect("broken@example.com");
    person.connectOnly("working@example.com");
    oo.todoist().revokeTokens(broken.id());
    person.fetch();
    BrowserPerson browser = shared.browser().signIn("two@example.com");
    browser.shows("Has to be renewed");

    browser.openTip().showsTip("From the other one").link("Renew a connection").click();

    browser.shows("Has to be renewed").isFine();
  }

  @Test
  void aProviderThatIsDownKeepsWhatIsKnownAndSaysSo() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("failing@example.com");
    oo.todoist().add(account.id(), "Known before");
    HttpPerson person =
        shared.person().signIn("failing@example.com").connect("failing@example.com");
    oo.todoist().fault(FaultKind.SERVER_ERROR);
    person.fetch();
    BrowserPerson browser = shared.browser().signIn("failing@example.com");
    browser.shows("Cannot be read right now").isFine().openTip().showsTip("Known before");

    oo.todoist().clearFaults();
    browser.open("/connect.html").button("Fetch now").click();
    assertThat(browser.about("1 open task, read"))
        .isVisible(new IsVisibleOptions().setTimeout(20_000));
    browser.shows("Connected");
  }

  @Test
  void aFirstReadThatFailsSaysSo() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("unread@example.com");
    oo.todoist().add(account.id(), "Not read yet");
    oo.todoist().fault(InjectedFault.of(FaultKind.SERVER_ERROR).onPath("/api/v1/sync"));
    BrowserPerson browser =
        shared.browser().signIn("unread@example.com").connectTodoist("unread@example.com");
    browser.openTip().showsQuiet("Your tasks cannot be read right now.").isFine();

    oo.todoist().clearFaults();
    browser.link("See the connection").click();
    browser.button("Fetch now").click();
    browser.shows("1 open task").openTip().showsTip("Not read yet");
  }

  @Test
  void aConnectionSaysHowManyTasksCannotBeRead() {
    Oo oo = shared.oo();
    oo.todoist().emptyAccount("strange@example.com");
    HttpPerson person =
        shared.person().signIn("strange@example.com").connect("strange@example.com");
    oo.execute(
        "update connection set unreadable = 3 where connection_id = '"
            + person.connection().path("id").asString()
            + "'");
    BrowserPerson browser = shared.browser().signIn("strange@example.com");
    browser
        .shows("3 tasks cannot be read, so oO does not show them. See them at Todoist.")
        .isFine();
  }

  @Test
  void aSessionThatEndedElsewhereIsSaidAndOneSignInLeadsBack() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("ended@example.com");
    oo.todoist().add(account.id(), "Where I left it");
    HttpPerson person = shared.person().signIn("ended@example.com").connect("ended@example.com");
    BrowserPerson browser =
        shared.browser().signIn("ended@example.com").openTip().showsTip("Where I left it");
    person.post("/api/auth/sign-out", Map.of("everywhere", true));

    browser.lookAgain().showsQuiet("Your session has ended.").isFine();
    browser.open("/connect.html").showsMessage("Your session has ended.").isFine();
    browser.openTip().showsQuiet("Your session has ended.");
    browser.link("Sign in with Google").click();
    browser.atGoogle("ended@example.com").showsTip("Where I left it");
  }

  @Test
  void withoutASessionThePageAsksOnceEachTimeItIsShown() {
    BrowserPerson browser = shared.browser();
    var calls = new ArrayList<String>();
    browser.page.onRequest(request -> {
      if (request.url().contains("/api/")) {
        calls.add(URI.create(request.url()).getPath());
      }
    });
    browser.openTip().showsQuiet("You are not signed in.");
    browser.page.waitForTimeout(1_000);
    assertThat(calls).containsExactly("/api/recommend", "/api/auth/refresh");

    browser.lookAgain().page.waitForTimeout(1_000);
    assertThat(calls.subList(2, calls.size()))
        .containsExactly("/api/recommend", "/api/auth/refresh");
  }

  @Test
  void theDatabaseIsAwayAndThePageRecoversByItself() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("away@example.com");
    oo.todoist().add(account.id(), "After the break");
    shared.person().signIn("away@example.com").connect("away@example.com");
    BrowserPerson browser = shared.browser().signIn("away@example.com");
    try {
      oo.database.stopServer();
      browser.openTip().showsQuiet("oO is not well at the moment.").isFine();
      browser.open("/connect.html").showsMessage("oO is not well at the moment.").isFine();
      browser.open("/?problem=nonsense").showsMessage("Signing in did not work.").isFine();
      browser.openTip().showsQuiet("oO is not well at the moment.");
    } finally {
      oo.startDatabase();
    }
    browser.showsTip("After the break");
  }
}
