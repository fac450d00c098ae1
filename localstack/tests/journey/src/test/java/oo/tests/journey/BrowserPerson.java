package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** A person who uses the pages in a browser. */
public final class BrowserPerson {
  private static final Axe AXE = new Axe();
  private static final Pattern RAW =
      Pattern.compile("Exception|\\bundefined\\b|\\bNaN\\b|\\[object|\\bnull\\b|\\tat ");

  /** Notes when the tip is drawn. */
  private static final String NOTE_DRAWING =
      """
      new MutationObserver(changes => {
        if (changes.some(({target}) => (target.closest ? target : target.parentElement)?.closest("#tip")))
          window.tipDrawnAt = performance.now();
      }).observe(document, {attributes: true, characterData: true, childList: true, subtree: true});
      """;

  /** Resolves when the tip accepts taps, 400 ms after it is drawn (ARM_MS of tip-state.js). */
  private static final String ARMED =
      """
      () => new Promise(resolve => {
        const look = () =>
          performance.now() > window.tipDrawnAt + 400 ? resolve(true) : requestAnimationFrame(look);
        look();
      })
      """;

  private final String origin;
  public final Page page;

  /**
   * @param origin of the site
   */
  public BrowserPerson(String origin, Page page) {
    this.origin = origin;
    this.page = page;
    page.addInitScript(NOTE_DRAWING);
  }

  public BrowserPerson signIn(String email) {
    open("/");
    link("Continue with Google").click();
    atGoogle(email);
    page.waitForURL(origin + "/connect.html");
    return this;
  }

  BrowserPerson atGoogle(String email) {
    page.locator("input[name=email]").fill(email);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue").setExact(true))
        .click();
    return this;
  }

  public BrowserPerson connectTodoist(String account) {
    button("Connect Todoist").click();
    return agree(account);
  }

  /** Grants access to an account that exists at Todoist. */
  BrowserPerson agree(String account) {
    page.locator("label", new Page.LocatorOptions().setHasText("Another one")).click();
    page.locator("#email").fill(account);
    button("Agree").click();
    page.waitForURL(url -> url.startsWith(origin + "/connect.html"));
    return this;
  }

  public BrowserPerson open(String path) {
    page.navigate(origin + path);
    return this;
  }

  public BrowserPerson openTip() {
    return open("/tip.html");
  }

  /** The title of the tip, once it can be tapped. */
  public String tipTitle() {
    Locator title = page.locator("#tip:not([hidden]) #title");
    title.waitFor();
    waitUntilArmed();
    return title.innerText();
  }

  public BrowserPerson showsTip(String title) {
    assertThat(page.locator("#tip:not([hidden]) #title")).hasText(title, soon());
    waitUntilArmed();
    return this;
  }

  private void waitUntilArmed() {
    page.evaluate(ARMED);
  }

  /** The page shows no tip, and this reason. */
  BrowserPerson showsQuiet(String title) {
    assertThat(page.locator("#quiet h1")).containsText(title, contains());
    return this;
  }

  /** The page shows this message at its top. */
  public BrowserPerson showsMessage(String words) {
    assertThat(page.locator("#word")).containsText(words, contains());
    return this;
  }

  public BrowserPerson shows(String words) {
    assertThat(page.getByText(words).first())
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(15_000));
    return this;
  }

  public BrowserPerson tapDone() {
    page.locator("#done").click();
    return this;
  }

  /** A recent tap is in this state. */
  public BrowserPerson showsTap(String state) {
    page.locator("#taps li[data-state=" + state + "]").waitFor();
    return this;
  }

  /** Makes the page refresh, as returning to its tab does. */
  BrowserPerson lookAgain() {
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))");
    return this;
  }

  /** axe finds no fault, the page fits the width, and no raw error is shown. */
  public BrowserPerson isFine() {
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

  /** The description of a connection. */
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
