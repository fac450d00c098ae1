package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** The steps of a person, in a browser. */
public final class Walk {
  private static final Axe AXE = new Axe();
  private static final Pattern RAW =
      Pattern.compile("Exception|\\bundefined\\b|\\bNaN\\b|\\[object|\\bnull\\b|\\tat ");

  private final String origin;
  public final Page page;

  /**
   * @param origin of the site
   */
  public Walk(String origin, Page page) {
    this.origin = origin;
    this.page = page;
  }

  public Walk signIn(String email) {
    open("/");
    link("Continue with Google").click();
    atGoogle(email);
    page.waitForURL(origin + "/connect.html");
    return this;
  }

  Walk atGoogle(String email) {
    page.locator("input[name=email]").fill(email);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue").setExact(true))
        .click();
    return this;
  }

  public Walk connectTodoist(String account) {
    button("Connect Todoist").click();
    return agree(account);
  }

  /** Lets oO into an account that Todoist knows. */
  Walk agree(String account) {
    page.locator("label", new Page.LocatorOptions().setHasText("Another one")).click();
    page.locator("#email").fill(account);
    button("Agree").click();
    page.waitForURL(url -> url.startsWith(origin + "/connect.html"));
    return this;
  }

  public Walk open(String path) {
    page.navigate(origin + path);
    return this;
  }

  public Walk openTip() {
    return open("/tip.html");
  }

  /**
   * The tip that is shown, once it may be tapped: a tap in its first moment is not meant for it.
   */
  public String tipTitle() {
    Locator title = page.locator("#tip:not([hidden]) #title");
    title.waitFor();
    page.waitForTimeout(600);
    return title.innerText();
  }

  public Walk showsTip(String title) {
    assertThat(page.locator("#tip:not([hidden]) #title")).hasText(title, soon());
    page.waitForTimeout(600);
    return this;
  }

  /** Why there is no tip. */
  Walk showsQuiet(String title) {
    assertThat(page.locator("#quiet h1")).containsText(title, contains());
    return this;
  }

  /** The message at the top of a page. */
  public Walk showsWord(String words) {
    assertThat(page.locator("#word")).containsText(words, contains());
    return this;
  }

  public Walk shows(String words) {
    assertThat(page.getByText(words).first())
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(15_000));
    return this;
  }

  public Walk tapDone() {
    page.locator("#done").click();
    return this;
  }

  /** What was done a moment ago is in this state. */
  public Walk showsTap(String state) {
    page.locator("#taps li[data-state=" + state + "]").waitFor();
    return this;
  }

  /** Asks the page again, as coming back to its tab does. */
  Walk lookAgain() {
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");
    return this;
  }

  /** Nothing for axe to find, nothing to scroll sideways for, no raw error. */
  public Walk isFine() {
    assertThat(AXE.complaints(page)).as("axe at " + page.url()).isEmpty();
    assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .as("fits the width")
        .isTrue();
    assertThat(page.locator("body").innerText()).doesNotContainPattern(RAW);
    return this;
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
  }

  /** What a connection says of itself. */
  public Locator about(String words) {
    return page.locator(".about", new Page.LocatorOptions().setHasText(words));
  }

  private static LocatorAssertions.HasTextOptions soon() {
    return new LocatorAssertions.HasTextOptions().setTimeout(20_000);
  }

  private static LocatorAssertions.ContainsTextOptions contains() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);
  }
}
