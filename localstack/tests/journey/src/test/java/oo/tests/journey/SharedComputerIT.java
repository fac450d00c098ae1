package oo.tests.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a computer keeps of a person whose session is over: nothing, in no tab and no store. */
final class SharedComputerIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  /** All that the site's stores hold, as text. */
  private static final String STORED =
      """
      async () => {
        const opened = await new Promise(done => {
          const opening = indexedDB.open("oo");
          opening.onsuccess = () => done(opening.result);
        });
        const rows = opened.objectStoreNames.length === 0 ? [] : await new Promise(done => {
          const all = opened.transaction("taps").objectStore("taps").getAll();
          all.onsuccess = () => done(all.result);
        });
        opened.close();
        return JSON.stringify([rows, {...localStorage}, {...sessionStorage}]);
      }
      """;

  private final String secret = "Buy the ring";

  /** A tip in one tab with a recorded tap below it, and the connections in another. */
  private BrowserPerson[] twoTabs(String name) {
    String email = name + "@example.com";
    var account = shared.oo().todoist().emptyAccount(email);
    shared.oo().todoist().add(account.id(), secret + ", gold");
    shared.oo().todoist().add(account.id(), secret + ", silver");
    shared.person().signIn(email).connect(email);
    BrowserPerson tip = shared.browser().signIn(email).openTip();
    String first = tip.tipTitle();
    tip.tapDone().showsTap("recorded");
    tip.showsTip(first.contains("gold") ? secret + ", silver" : secret + ", gold");
    BrowserPerson other = shared.browser(tip.page.context()).open("/connect.html");
    other.shows(email);
    return new BrowserPerson[] {tip, other};
  }

  private void nothingIsLeft(BrowserPerson tab, String name) {
    tab.showsQuiet("You are not signed in.").isFine();
    assertThat(tab.page.locator("#taps li")).hasCount(0);
    Oo.eventually(() ->
        assertThat(tab.page.content() + tab.page.evaluate(STORED))
            .doesNotContain(secret, name, "example.com"));
  }

  private void ends(String name, Consumer<BrowserPerson> how) {
    BrowserPerson[] tabs = twoTabs(name);
    how.accept(tabs[1]);
    nothingIsLeft(tabs[0], name);
  }

  @Test
  void signingOutInOneTabClearsTheOthers() {
    ends("shared-out", other -> other.button("Sign out").first().click());
  }

  @Test
  void deletingEverythingInOneTabClearsTheOthers() {
    ends(
        "shared-gone",
        other -> {
          other.button("Delete everything").click();
          other.page.keyboard().type("delete");
          other.page.keyboard().press("Enter");
          other.showsMessage("Everything is deleted.");
        });
  }

  @Test
  void aTabThatFindsTheEndOfTheSessionClearsTheOthers() {
    BrowserPerson[] tabs = twoTabs("shared-ended");
    shared
        .oo()
        .execute(
            "update session set ended_at = oo_now(), ended_why = 'signed_out'"
                + " where user_id = (select user_id from app_user where email = 'shared-ended@example.com')");
    tabs[1].lookAgain().showsMessage("Your session has ended.");
    tabs[0].showsQuiet("Your session has ended.");
    assertThat(tabs[0].page.content() + tabs[0].page.evaluate(STORED)).doesNotContain(secret);
    assertThat(tabs[1].page.content()).doesNotContain("shared-ended@example.com");
  }

  @Test
  void aStrangerWhoSignsInSeesNothingOfThePersonBefore() {
    BrowserPerson[] tabs = twoTabs("shared-first");
    BrowserContext context = tabs[0].page.context();
    context.clearCookies();
    BrowserPerson stranger = shared.browser(context).open("/connect.html");
    stranger.link("Sign in with Google").click();
    stranger.atGoogle("shared-second@example.com").shows("shared-second@example.com");
    tabs[0].showsQuiet("Nothing is connected yet.");
    for (Page page : context.pages()) {
      assertThat(page.content()).doesNotContain(secret, "shared-first");
    }
  }
}
