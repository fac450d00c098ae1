package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.LoadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The size of the pages, the trace of a tap, and what the log has and has not. */
final class WeightIT {
  private static final int MAX_BYTES = 30_000;
  private static final Pattern TRACE = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-01");

  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  @Test
  void aPageWeighsThirtyKilobytesAtMostAndCallsNoOtherSite() {
    for (String path : List.of("/", "/connect.html", "/mail.html", "/tip.html", "/health")) {
      BrowserPerson browser = shared.browser();
      var finished = new ArrayList<Request>();
      browser.page.onRequestFinished(finished::add);
      browser.open(path);
      browser.page.waitForLoadState(LoadState.NETWORKIDLE);

      assertThat(finished).allMatch(request -> request.url().startsWith(shared.oo().at("/")));
      List<Request> site = finished.stream().filter(r -> !r.url().contains("/api/")).toList();
      assertThat(site).as(path).hasSizeGreaterThan(4);
      assertThat(site.stream().mapToInt(request -> request.sizes().responseBodySize).sum())
          .as(path)
          .isBetween(1_000, MAX_BYTES);
    }
  }

  @Test
  void aTapIsFollowedFromThePageToItsDelivery() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("traced@example.com");
    oo.todoist().add(account.id(), "Follow me");
    shared.person().signIn("traced@example.com").connect("traced@example.com");
    BrowserPerson browser =
        shared.browser().signIn("traced@example.com").openTip().showsTip("Follow me");
    Request tap = browser.page.waitForRequest("**/complete", browser::tapDone);
    browser.showsTap("recorded");
    var matcher = TRACE.matcher(Objects.requireNonNull(tap.headerValue("traceparent")));
    assertThat(matcher.matches()).isTrue();
    String trace = matcher.group(1);
    oo.passUndo();

    Oo.eventually(() -> assertThat(oo.openTasks(account)).isEmpty());
    Oo.eventually(() ->
        assertThat(oo.log.stream().filter(line -> trace.equals(line.get("trace"))))
            .extracting(line -> line.get("operation"))
            .contains("complete", "deliver_completions"));
  }

  @Test
  void noLogLineHoldsASecretOrATitle() {
    Oo oo = shared.oo();
    TodoistControl.User account = oo.todoist().emptyAccount("secret-keeper@example.com");
    oo.todoist().add(account.id(), "Unspeakable");
    HttpPerson person =
        shared.person().signIn("secret-keeper@example.com").connect("secret-keeper@example.com");
    person.complete(person.tip());
    String all = oo.log.toString();
    assertThat(all).contains("operation=complete").doesNotContain("Unspeakable", "secret-keeper");
    person.cookies.values().forEach(cookie -> assertThat(all).doesNotContain(cookie));
  }

  @Test
  void whatThePolicyOfAPageRefusesIsLogged() {
    BrowserPerson browser = shared.browser().open("/");
    browser.page.evaluate(
        "() => document.body.append(Object.assign(document.createElement('script'), {text: 'window.bad = 1'}))");

    assertThat(browser.page.evaluate("() => window.bad")).isNull();
    shared.expectComplaint("violates the following Content Security Policy directive");
    Oo.eventually(() ->
        assertThat(shared.oo().log)
            .anySatisfy(line ->
                assertThat(line)
                    .contains(
                        entry("operation", "report_violation"),
                        entry("page", "/"),
                        entry("violation", "script-src-elem"),
                        entry("blocked", "inline"))));
  }
}
