package oo.journey;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** The steps of a person, in a browser. */
final class Walk {
  private final Oo oo;
  final Page page;

  Walk(Oo oo, Page page) {
    this.oo = oo;
    this.page = page;
  }

  Walk signIn(String email) {
    page.navigate(oo.at("/"));
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Continue with Google"))
        .click();
    page.locator("input[name=email]").fill(email);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue").setExact(true))
        .click();
    page.waitForURL(oo.at("/connect.html"));
    return this;
  }

  Walk connectTodoist(String account) {
    button("Connect Todoist").click();
    page.locator("label", new Page.LocatorOptions().setHasText(account)).first().click();
    button("Agree").click();
    page.waitForURL(url -> url.startsWith(oo.at("/connect.html")));
    return this;
  }

  Walk openTip() {
    page.navigate(oo.at("/tip.html"));
    return this;
  }

  String tipTitle() {
    Locator title = page.locator("#tip:not([hidden]) #title");
    title.waitFor();
    return title.innerText();
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  /** What a connection says of itself. */
  Locator about(String words) {
    return page.locator(".about", new Page.LocatorOptions().setHasText(words));
  }

  Locator text(String words) {
    return page.getByText(words);
  }
}
