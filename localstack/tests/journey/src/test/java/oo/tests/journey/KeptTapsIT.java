package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tap that the page accepted reaches oO once, or the person is told: IndexedDB in a real browser.
 */
final class KeptTapsIT {
  private static final String TAPS = "**/api/tips/**";

  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private final List<String> sent = new CopyOnWriteArrayList<>();

  private TodoistControl.User account(String name, String... tasks) {
    String email = name + "@example.com";
    TodoistControl.User account = shared.oo().todoist().emptyAccount(email);
    for (String task : tasks) {
      shared.oo().todoist().add(account.id(), task);
    }
    shared.person().signIn(email).connect(email);
    return account;
  }

  /** Notes each tap that a page of this browser sends. */
  private BrowserPerson noting(BrowserPerson browser) {
    browser
        .page
        .context()
        .onRequest(request -> {
          if (request.url().contains("/api/tips/")) {
            sent.add(request.url());
          }
        });
    return browser;
  }

  private static void close(BrowserPerson browser) {
    browser.page.context().close();
  }

  private static long taps(String name) {
    return shared
        .oo()
        .count(
            "select count(*) from feedback join app_user using (user_id) where email = '"
                + name
                + "@example.com'");
  }

  @Test
  void offlineThenClosedThenBackOnlineOnAnotherPageItIsSentOnce(@TempDir Path profile) {
    TodoistControl.User account = account("survivor", "One", "Two");
    BrowserPerson before = shared.browser(profile).signIn("survivor@example.com").openTip();
    String first = before.tipTitle();
    before.page.context().setOffline(true);
    before.tapDone().showsTap("kept").showsQuiet("Kept on this device.").isFine();
    close(before);
    assertThat(taps("survivor")).isZero();

    BrowserPerson after = noting(shared.browser(profile)).open("/connect.html");
    Oo.eventually(() -> assertThat(taps("survivor")).isEqualTo(1));
    shared.browser(after.page.context()).openTip().showsTip(first.equals("One") ? "Two" : "One");
    assertThat(sent).hasSize(1);
    shared.oo().passUndo();
    Oo.eventually(() -> assertThat(shared.oo().openTasks(account)).doesNotContain(first));
  }

  @Test
  void severalTabsSendItOnceAndShowIt() {
    account("tabs-kept", "Only one");
    BrowserPerson browser = noting(shared.browser()).signIn("tabs-kept@example.com").openTip();
    BrowserContext context = browser.page.context();
    browser.showsTip("Only one");
    BrowserPerson other = shared.browser(context).openTip().showsTip("Only one");
    BrowserPerson connections = shared.browser(context).open("/connect.html");
    connections.shows("1 open task");
    context.setOffline(true);
    browser.tapDone().showsTap("kept");
    context.setOffline(false);

    for (BrowserPerson one : List.of(browser, other)) {
      one.showsQuiet("Nothing left to do.");
    }
    browser.showsTap("recorded");
    assertThat(taps("tabs-kept")).isEqualTo(1);
    assertThat(sent).hasSize(1);
  }

  @Test
  void theTapOfOnePersonWaitsWhileAnotherIsSignedIn() {
    account("ann-shares", "Of Ann");
    account("bob-shares", "Of Bob");
    BrowserPerson ann = noting(shared.browser()).signIn("ann-shares@example.com").openTip();
    ann.showsTip("Of Ann");
    BrowserContext context = ann.page.context();
    context.setOffline(true);
    ann.tapDone().showsTap("kept");
    ann.page.close();
    context.setOffline(false);
    context.clearCookies(); // her session is over

    BrowserPerson bob = shared.browser(context).open("/connect.html");
    bob.link("Sign in with Google").click();
    bob.atGoogle("bob-shares@example.com").shows("1 open task").openTip().showsTip("Of Bob");
    assertThat(bob.page.locator("#taps li")).hasCount(0);
    bob.open("/connect.html").button("Sign out").first().click();
    bob.showsMessage("You are signed out.");
    assertThat(sent).isEmpty();

    BrowserPerson back = shared.browser(context).signIn("ann-shares@example.com");
    Oo.eventually(() -> assertThat(taps("ann-shares")).isEqualTo(1));
    back.openTip().showsQuiet("Nothing left to do.");
    assertThat(sent).hasSize(1);
    assertThat(taps("bob-shares")).isZero();
  }

  @Test
  void signingOutSendsFirstAndOtherwiseNamesWhatIsLost() {
    account("leaving-taps", "Call the dentist");
    BrowserPerson browser = shared.browser().signIn("leaving-taps@example.com").openTip();
    browser.showsTip("Call the dentist");
    browser.page.context().route(TAPS, Route::abort);
    browser.tapDone().showsTap("kept");

    browser.open("/connect.html").button("Sign out").first().click();
    browser.shows("One tap is not sent yet.").shows("Call the dentist: done").isFine();
    browser.button("Stay signed in").click();
    assertThat(taps("leaving-taps")).isZero();
    browser.page.context().unroute(TAPS);
    browser.button("Sign out").first().click();
    browser.showsMessage("You are signed out.");
    assertThat(taps("leaving-taps")).isEqualTo(1);
  }

  @Test
  void whatIsGivenUpAtSignOutIsNeverSent() {
    account("giving-up", "Only one");
    BrowserPerson browser = shared.browser().signIn("giving-up@example.com").openTip();
    browser.showsTip("Only one");
    browser.page.context().route(TAPS, Route::abort);
    browser.tapDone().showsTap("kept");
    browser.open("/connect.html").button("Sign out").first().click();
    browser.button("Sign out all the same").click();
    browser.showsMessage("You are signed out.");

    browser.page.context().unroute(TAPS);
    browser.signIn("giving-up@example.com").openTip().showsTip("Only one");
    assertThat(taps("giving-up")).isZero();
  }

  @Test
  void disconnectingHasTheTapDoneAtItsSourceFirst() {
    TodoistControl.User account = account("done-first", "Call the dentist");
    BrowserPerson browser = shared.browser().signIn("done-first@example.com").openTip();
    browser.showsTip("Call the dentist");
    browser.tapDone().showsTap("recorded");

    disconnect(browser);
    browser.showsMessage("Todoist is disconnected.").isFine();
    assertThat(shared.oo().openTasks(account)).isEmpty();
  }

  @Test
  void disconnectingNamesWhatCannotBeDoneAndAsks() {
    TodoistControl.User account = account("not-done", "Call the dentist");
    BrowserPerson browser = shared.browser().signIn("not-done@example.com").openTip();
    browser.showsTip("Call the dentist");
    browser.tapDone().showsTap("recorded");
    shared.oo().todoist().fault(FaultKind.SERVER_ERROR);

    browser.page.clock().install();
    disconnect(browser);
    Locator question = browser.page.locator("#word .confirm");
    for (int second = 0; second < 60 && question.count() == 0; second++) {
      browser.page.clock().runFor(1_000);
      browser.page.waitForTimeout(50);
    }
    assertThat(question).containsText("Call the dentist");
    browser.isFine().button("Disconnect all the same").click();
    browser.showsMessage("Todoist is disconnected.");
    assertThat(shared.oo().openTasks(account)).containsExactly("Call the dentist");
    browser.openTip().shows("Not done before its source was disconnected").isFine();
  }

  @Test
  void deletingHasTheTapDoneAtItsSourceFirst() {
    TodoistControl.User account = account("done-before", "Call the dentist");
    BrowserPerson browser = shared.browser().signIn("done-before@example.com").openTip();
    browser.showsTip("Call the dentist");
    browser.tapDone().showsTap("recorded");

    browser.open("/connect.html").button("Delete everything").click();
    browser.page.keyboard().type("delete");
    browser.page.keyboard().press("Enter");
    browser.showsMessage("Everything is deleted.");
    assertThat(shared.oo().openTasks(account)).isEmpty();
  }

  private static void disconnect(BrowserPerson browser) {
    browser.open("/connect.html").button("Disconnect").click();
    browser.page.locator(".confirm .grave").click();
  }

  @Test
  void aBrowserWithoutIndexedDbSaysThatThePageMustStayOpen() {
    account("private-window", "One", "Two");
    BrowserPerson browser = shared.browser();
    browser.page.addInitScript(
        "Object.defineProperty(globalThis, 'indexedDB', {get() { throw new DOMException('no', 'SecurityError'); }})");
    browser.signIn("private-window@example.com").openTip().tipTitle();
    browser.page.context().setOffline(true);
    browser.tapDone().showsQuiet("Kept in this tab.").shows("keep the page open").isFine();
    browser.page.context().setOffline(false);
    browser.showsTap("recorded");
    assertThat(taps("private-window")).isEqualTo(1);
  }

  @Test
  void aStoreThatNeverAnswersHoldsUpNeitherTipNorTap() {
    account("hanging-store", "Only one");
    BrowserPerson browser = shared.browser();
    browser.page.addInitScript("IDBFactory.prototype.open = () => ({})");
    browser.signIn("hanging-store@example.com").openTip().showsTip("Only one");
    browser.tapDone().showsTap("recorded").showsQuiet("Nothing left to do.");
    assertThat(taps("hanging-store")).isEqualTo(1);
  }

  @Test
  void aTitleThatShowsNothingIsSaidInWords() {
    account("unseen");
    BrowserPerson browser = shared.browser().signIn("unseen@example.com");
    for (String title :
        List.of(
            "\u200B",
            "\u2800",
            "\u3164",
            "\u115F\uFFA0",
            "\u00AD",
            "\uFE0F",
            "**\u200B**",
            " \u2060 ")) {
      browser.page.context().unroute("**/api/recommend");
      browser
          .page
          .context()
          .route(
              "**/api/recommend",
              route -> {
                var reply = route.fetch();
                route.fulfill(
                    new Route.FulfillOptions()
                        .setResponse(reply)
                        .setBody(
                            reply
                                .text()
                                .replaceFirst(
                                    "^\\{",
                                    "{\"tip\":{\"id\":\"00000000-0000-0000-0000-000000000001\",\"kind\":\"todo\",\"source\":\"Todoist\",\"title\":\""
                                        + title
                                        + "\",\"meta\":{\"recurring\":false,\"labels\":[]}},\"was\":{},")
                                .replaceFirst(",\"tip\":null", "")));
              });
      browser.openTip().showsTip("A task without a title");
    }
    browser.isFine();
  }
}
