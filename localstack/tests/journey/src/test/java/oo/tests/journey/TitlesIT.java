package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import java.util.Map;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Titles are shown as they were meant, and as text only. */
final class TitlesIT {
  /** Resolves when the layout has followed a new size of the window. */
  private static final String LAYOUT =
      "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";

  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private BrowserPerson showing(String name, Map<String, ?> task) {
    return showing(name, task, SharedOo.desk());
  }

  private BrowserPerson showing(
      String name, Map<String, ?> task, Browser.NewContextOptions options) {
    String email = name + "@example.com";
    TodoistControl.User account = shared.oo().todoist().emptyAccount(email);
    shared.oo().todoist().add(account.id(), task);
    shared.person().signIn(email).connect(email);
    BrowserPerson browser = shared.browser(options).signIn(email).openTip();
    browser.tipTitle();
    return browser;
  }

  @Test
  void aScriptInATitleIsItsText() {
    String nasty = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> & \"quoted\"";
    BrowserPerson browser =
        showing(
            "xss",
            Map.of("content", nasty, "description", "[tap](javascript:window.hit=1) " + nasty));
    assertThat(browser.page.locator("#title")).hasText(nasty);
    assertThat(browser.page.evaluate("() => window.hit === undefined")).isEqualTo(true);
    assertThat(browser.page.locator("main img, main script, a[href^='javascript']")).hasCount(0);
    browser.tapDone().showsTap("recorded");
    assertThat(browser.page.locator("#taps")).containsText("<img src=x");
    assertThat(browser.page.evaluate("() => window.hit === undefined")).isEqualTo(true);
  }

  @Test
  void markdownIsShownAndItsLinksAreBelow() {
    BrowserPerson browser =
        showing(
            "markdown",
            Map.of(
                "content",
                "Read **this** and _that_ at [the club](https://club.example.com/x), snake_case_stays",
                "description",
                "See `code` and https://example.com/a_(b).\n\nSecond line"));
    assertThat(browser.page.locator("#title"))
        .hasText("Read this and that at the club, snake_case_stays");
    assertThat(browser.page.locator("#title strong")).hasText("this");
    assertThat(browser.page.locator("#title em")).hasText("that");
    assertThat(browser.page.locator("#title a")).hasCount(0);
    assertThat(browser.link("club.example.com")).hasAttribute("href", "https://club.example.com/x");
    assertThat(browser.page.locator("#details a"))
        .hasAttribute("href", "https://example.com/a_(b)");
    browser.isFine();
  }

  @Test
  void rightToLeftIsSetRightToLeft() {
    BrowserPerson browser = showing("rtl", Map.of("content", "לקנות חלב ולחם"));
    assertThat(
            browser.page.evaluate(
                "() => getComputedStyle(document.querySelector('#title')).direction"))
        .isEqualTo("rtl");
    browser.isFine();
  }

  @Test
  void twoThousandLettersFitAPhoneAndNothingIsCut() {
    Map<String, String> task =
        Map.of("content", "short for the moment", "description", "x ".repeat(900));
    BrowserPerson browser = showing("long", task, SharedOo.phone());
    // Todoist allows 500 characters; another source may allow more.
    browser.page.route(
        "**/api/recommend",
        route -> {
          APIResponse answer = route.fetch();
          String longer = answer.text().replace(task.get("content"), "abcdefghi ".repeat(200));
          route.fulfill(new FulfillOptions().setResponse(answer).setBody(longer));
        });
    browser.openTip().tipTitle();
    assertThat(browser.page.locator("#title").textContent()).hasSizeGreaterThan(1_900);
    browser.isFine();
    for (List<Integer> size : List.of(List.of(320, 568), List.of(844, 390), List.of(2560, 1440))) {
      browser.page.setViewportSize(size.get(0), size.get(1));
      browser.page.evaluate(LAYOUT);
      assertThat(browser.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
          .as(size.toString())
          .isEqualTo(true);
    }
    browser.page.locator("#later").scrollIntoViewIfNeeded();
    assertThat(browser.page.locator("#later")).isVisible();
  }

  @Test
  void aSingleEmojiAndAWordWithoutSpacesAreShown() {
    BrowserPerson browser = showing("emoji", Map.of("content", "🧘"));
    assertThat(browser.page.locator("#title")).hasText("🧘");
    browser.isFine();
    BrowserPerson other = showing("word", Map.of("content", "x".repeat(400)), SharedOo.phone());
    other.isFine();
  }

  @Test
  void lessMotionIsHonoured() {
    BrowserPerson browser =
        showing(
            "still",
            Map.of("content", "Sit"),
            SharedOo.desk().setReducedMotion(ReducedMotion.REDUCE));
    browser.openTip().page.locator("#tip:not([hidden])").waitFor();
    assertThat(
            browser.page.evaluate(
                "() => document.getAnimations().filter(a => a.effect.getComputedTiming().duration > 20).length"))
        .isEqualTo(0);
    browser.tipTitle();
    browser.tapDone().showsQuiet("Nothing left to do.");
  }
}
