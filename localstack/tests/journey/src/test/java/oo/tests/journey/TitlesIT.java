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

/** Whatever people write into tasks is shown as they meant it, and is never more than text. */
final class TitlesIT {
  @RegisterExtension static final Stage stage = Stage.withBrowser();

  private Walk showing(String who, Map<String, ?> task) {
    return showing(who, task, Stage.desk());
  }

  private Walk showing(String who, Map<String, ?> task, Browser.NewContextOptions options) {
    String email = who + "@example.com";
    TodoistControl.User account = stage.oo().todoist().emptyAccount(email);
    stage.oo().todoist().add(account.id(), task);
    stage.person().signIn(email).connect(email);
    Walk walk = stage.walk(options).signIn(email).openTip();
    walk.tipTitle();
    return walk;
  }

  @Test
  void aScriptInATitleIsItsText() {
    String nasty = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> & \"quoted\"";
    Walk walk =
        showing(
            "xss",
            Map.of("content", nasty, "description", "[tap](javascript:window.hit=1) " + nasty));
    assertThat(walk.page.locator("#title")).hasText(nasty);
    assertThat(walk.page.evaluate("() => window.hit === undefined")).isEqualTo(true);
    assertThat(walk.page.locator("main img, main script, a[href^='javascript']")).hasCount(0);
    walk.tapDone().showsTap("recorded");
    assertThat(walk.page.locator("#taps")).containsText("<img src=x");
    assertThat(walk.page.evaluate("() => window.hit === undefined")).isEqualTo(true);
  }

  @Test
  void markdownIsShownAndItsLinksAreBelow() {
    Walk walk =
        showing(
            "markdown",
            Map.of(
                "content",
                "Read **this** and _that_ at [the club](https://club.example.com/x), snake_case_stays",
                "description",
                "See `code` and https://example.com/a_(b).\n\nSecond line"));
    assertThat(walk.page.locator("#title"))
        .hasText("Read this and that at the club, snake_case_stays");
    assertThat(walk.page.locator("#title strong")).hasText("this");
    assertThat(walk.page.locator("#title em")).hasText("that");
    assertThat(walk.page.locator("#title a")).hasCount(0);
    assertThat(walk.link("club.example.com")).hasAttribute("href", "https://club.example.com/x");
    assertThat(walk.page.locator("#details a")).hasAttribute("href", "https://example.com/a_(b)");
    walk.isFine();
  }

  @Test
  void rightToLeftIsSetRightToLeft() {
    Walk walk = showing("rtl", Map.of("content", "לקנות חלב ולחם"));
    assertThat(
            walk.page.evaluate(
                "() => getComputedStyle(document.querySelector('#title')).direction"))
        .isEqualTo("rtl");
    walk.isFine();
  }

  @Test
  void twoThousandLettersFitAPhoneAndNothingIsCut() {
    Map<String, String> task =
        Map.of("content", "short for the moment", "description", "x ".repeat(900));
    Walk walk = showing("long", task, Stage.phone());
    // Todoist stops at 500 letters; another source may not.
    walk.page.route(
        "**/api/recommend",
        route -> {
          APIResponse answer = route.fetch();
          String longer = answer.text().replace(task.get("content"), "abcdefghi ".repeat(200));
          route.fulfill(new FulfillOptions().setResponse(answer).setBody(longer));
        });
    walk.openTip().tipTitle();
    assertThat(walk.page.locator("#title").textContent()).hasSizeGreaterThan(1_900);
    walk.isFine();
    for (List<Integer> size : List.of(List.of(320, 568), List.of(844, 390), List.of(2560, 1440))) {
      walk.page.setViewportSize(size.get(0), size.get(1));
      walk.page.waitForTimeout(200);
      assertThat(walk.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
          .as(size.toString())
          .isEqualTo(true);
    }
    walk.page.locator("#later").scrollIntoViewIfNeeded();
    assertThat(walk.page.locator("#later")).isVisible();
  }

  @Test
  void aSingleEmojiAndAWordWithoutEndAreShown() {
    Walk walk = showing("emoji", Map.of("content", "🧘"));
    assertThat(walk.page.locator("#title")).hasText("🧘");
    walk.isFine();
    Walk other = showing("word", Map.of("content", "x".repeat(400)), Stage.phone());
    other.isFine();
  }

  @Test
  void whoWantsLessMotionGetsNone() {
    Walk walk =
        showing(
            "still", Map.of("content", "Sit"), Stage.desk().setReducedMotion(ReducedMotion.REDUCE));
    walk.openTip().page.locator("#tip:not([hidden])").waitFor();
    assertThat(
            walk.page.evaluate(
                "() => document.getAnimations().filter(a => a.effect.getComputedTiming().duration > 20).length"))
        .isEqualTo(0);
    walk.page.waitForTimeout(600);
    walk.tapDone().showsQuiet("Nothing left to do.");
  }
}
