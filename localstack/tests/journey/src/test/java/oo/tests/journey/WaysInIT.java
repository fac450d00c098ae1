package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signing in and connecting, when it goes otherwise than planned. */
final class WaysInIT {
  @RegisterExtension static final Stage stage = Stage.withBrowser();

  @Test
  void sayingNoAtGoogleIsAccepted() {
    Walk walk = stage.walk().open("/");
    walk.link("Continue with Google").click();
    walk.button("Cancel").click();
    walk.showsWord("You did not sign in.").isFine();
    walk.link("Continue with Google").click();
    walk.atGoogle("second-thought@example.com").shows("Connections");
  }

  @Test
  void googleThatIsDownIsSaid() {
    stage.oo().control.google().fault(InjectedFault.of(FaultKind.UNAVAILABLE).onPath("/token"));
    Walk walk = stage.walk().open("/");
    walk.link("Continue with Google").click();
    walk.atGoogle("unlucky@example.com");
    walk.showsWord("Google does not answer right now.").isFine();
  }

  @Test
  void aBrowserThatDropsTheAttemptsCookieIsToldWhatToDo() {
    Walk walk = stage.walk().open("/");
    walk.link("Continue with Google").click();
    walk.page.context().clearCookies();
    walk.atGoogle("forgetful@example.com").showsWord("That sign-in was not started here.").isFine();
  }

  @Test
  void aBrowserThatKeepsNoSecureCookieIsToldBeforeItTries() {
    Walk walk = stage.walk();
    walk.page.addInitScript("Object.defineProperty(document, 'cookie', {get: () => '', set() {}})");
    walk.open("/").showsWord("Chrome or Firefox").isFine();
  }

  @Test
  void aBrowserThatDropsTheSessionsCookiesIsToldWhyItIsNotSignedIn() {
    Walk walk = stage.walk().open("/");
    walk.link("Continue with Google").click();
    walk.page.waitForURL(url -> url.startsWith(stage.oo().standIns.googleBase()));
    walk.open("/connect.html").showsWord("did not keep the sign-in").isFine();
    assertThat(walk.link("Sign in with Google")).isVisible();
  }

  @Test
  void sayingNoAtTodoistIsAccepted() {
    Walk walk = stage.walk().signIn("denies@example.com");
    walk.button("Connect Todoist").click();
    walk.button("Deny").click();
    walk.showsWord("Todoist was not connected.").isFine();
    assertThat(walk.button("Connect Todoist")).isVisible();
  }

  @Test
  void todoistThatIsDownIsSaid() {
    stage.oo().todoist().emptyAccount("unlucky@example.com");
    Walk walk = stage.walk().signIn("todoist-down@example.com");
    walk.button("Connect Todoist").click();
    stage
        .oo()
        .todoist()
        .fault(InjectedFault.of(FaultKind.SERVER_ERROR).onPath("/oauth/access_token"));
    walk.agree("unlucky@example.com").showsWord("Todoist does not answer right now.").isFine();
    stage.oo().todoist().clearFaults();
    walk.connectTodoist("unlucky@example.com").showsWord("Todoist is connected.");
  }

  @Test
  void aPageThatDoesNotExistLeadsBack() {
    Walk walk = stage.walk(new Browser.NewContextOptions().setViewportSize(320, 568));
    walk.open("/nothing-here").isFine().page.locator("a[href='/']").first().click();
    walk.isFine();
    assertThat(walk.link("Continue with Google")).isVisible();
  }
}
