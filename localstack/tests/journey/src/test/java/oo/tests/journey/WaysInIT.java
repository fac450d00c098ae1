package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in and connecting when a step fails or is refused. */
final class WaysInIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  @Test
  void sayingNoAtGoogleIsAccepted() {
    BrowserPerson browser = shared.browser().open("/");
    browser.link("Continue with Google").click();
    browser.button("Cancel").click();
    browser.showsMessage("You did not sign in.").isFine();
    browser.link("Continue with Google").click();
    browser.atGoogle("second-thought@example.com").shows("Connections");
  }

  @Test
  void googleThatIsDownIsSaid() {
    shared.oo().control.google().fault(InjectedFault.of(FaultKind.UNAVAILABLE).onPath("/token"));
    BrowserPerson browser = shared.browser().open("/");
    browser.link("Continue with Google").click();
    browser.atGoogle("unlucky@example.com");
    browser.showsMessage("Google does not answer right now.").isFine();
  }

  @Test
  void aBrowserThatDropsTheAttemptsCookieIsToldWhatToDo() {
    BrowserPerson browser = shared.browser().open("/");
    browser.link("Continue with Google").click();
    browser.page.context().clearCookies();
    browser
        .atGoogle("forgetful@example.com")
        .showsMessage("That sign-in was not started here.")
        .isFine();
  }

  @Test
  void aBrowserThatKeepsNoSecureCookieIsToldBeforeItTries() {
    BrowserPerson browser = shared.browser();
    browser.page.addInitScript(
        "Object.defineProperty(document, 'cookie', {get: () => '', set() {}})");
    browser.open("/").showsMessage("Chrome or Firefox").isFine();
  }

  @Test
  void aBrowserThatDropsTheSessionsCookiesIsToldWhyItIsNotSignedIn() {
    BrowserPerson browser = shared.browser().open("/");
    browser.link("Continue with Google").click();
    browser.page.waitForURL(url -> url.startsWith(shared.oo().standIns.googleBase()));
    browser.open("/connect.html").showsMessage("did not keep the sign-in").isFine();
    assertThat(browser.link("Sign in with Google")).isVisible();
  }

  @Test
  void sayingNoAtTodoistIsAccepted() {
    BrowserPerson browser = shared.browser().signIn("denies@example.com");
    browser.button("Connect Todoist").click();
    browser.button("Deny").click();
    browser.showsMessage("Todoist was not connected.").isFine();
    assertThat(browser.button("Connect Todoist")).isVisible();
  }

  @Test
  void todoistThatIsDownIsSaid() {
    shared.oo().todoist().emptyAccount("unlucky@example.com");
    BrowserPerson browser = shared.browser().signIn("todoist-down@example.com");
    browser.button("Connect Todoist").click();
    shared
        .oo()
        .todoist()
        .fault(InjectedFault.of(FaultKind.SERVER_ERROR).onPath("/oauth/access_token"));
    browser
        .agree("unlucky@example.com")
        .showsMessage("Todoist does not answer right now.")
        .isFine();
    shared.oo().todoist().clearFaults();
    browser.connectTodoist("unlucky@example.com").showsMessage("Todoist is connected.");
  }

  @Test
  void aPageThatDoesNotExistLeadsBack() {
    BrowserPerson browser =
        shared.browser(new Browser.NewContextOptions().setViewportSize(320, 568));
    browser.open("/nothing-here").isFine().page.locator("a[href='/']").first().click();
    browser.isFine();
    assertThat(browser.link("Continue with Google")).isVisible();
  }
}
