package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages report of errors in their scripts, and what the log keeps of a report. */
final class PageErrorsIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private final List<Request> reports = new ArrayList<>();
  private BrowserPerson browser = shared.browser();

  @BeforeEach
  void listen() {
    browser.page.onRequest(request -> {
      if (request.url().endsWith("/api/errors")) {
        reports.add(request);
      }
    });
  }

  private static List<Map<String, Object>> lines() {
    return shared.oo().log.stream()
        .filter(line -> "report_error".equals(line.get("operation")))
        .toList();
  }

  /** A script of the site has this at its end. */
  private void broken(String script, String code) {
    browser.page.route(
        "**/js/" + script,
        route -> {
          var answer = route.fetch();
          route.fulfill(
              new Route.FulfillOptions().setResponse(answer).setBody(answer.text() + "\n" + code));
        });
  }

  private void fails(String script, String code, String complaint) {
    broken(script, code);
    browser.open("/health");
    browser.page.waitForCondition(() -> !reports.isEmpty());
    shared.expectComplaint(complaint);
  }

  @Test
  void anErrorIsALineWithItsPlaceAndWithoutAnyonesWords() {
    fails(
        "health.js",
        "function oops() { throw new TypeError('x of Divorce is null') }\noops();",
        "x of Divorce");

    Oo.eventually(() ->
        assertThat(lines())
            .singleElement()
            .satisfies(line ->
                assertThat(line)
                    .contains(
                        entry("outcome", 204),
                        entry("page", "/health"),
                        entry("thrown", "TypeError"),
                        entry("message", "… of … is null"))
                    .hasEntrySatisfying(
                        "stack",
                        stack -> assertThat((String) stack).startsWith("oops /js/health.js:"))));
    assertThat(reports.getFirst().headerValue("Cookie")).isNull();
  }

  @Test
  void aRejectionIsReported() {
    fails("health.js", "(async () => { throw new RangeError('no') })();", "no");
    Oo.eventually(
        () -> assertThat(lines()).singleElement().extracting("thrown").isEqualTo("RangeError"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"health.js", "dom.js"})
  void aScriptThatIsNotThereIsNamed(String script) {
    browser.page.route(
        "**/js/" + script, route -> route.fulfill(new Route.FulfillOptions().setStatus(404)));
    browser.open("/health");

    Oo.eventually(() ->
        assertThat(lines())
            .isNotEmpty()
            .allSatisfy(line ->
                assertThat(line)
                    .contains(
                        entry("thrown", "NotLoaded"), entry("stack", "/js/" + script + ":0:0"))));
    shared.expectComplaint("404");
  }

  @Test
  void aStormIsThreeReportsAndEachErrorIsToldOnce() {
    fails(
        "health.js",
        "for (let i = 0; i < 500; i++) setTimeout(() => { throw new Error('same') });\n"
            + "for (let i = 0; i < 500; i++)"
            + " setTimeout(() => { throw [Error, TypeError, RangeError, EvalError, URIError][i % 5]('m') });",
        "");
    browser.page.waitForCondition(() -> reports.size() == 3);
    browser.page.waitForTimeout(500);

    assertThat(reports).hasSize(3);
    assertThat(reports.stream().map(Request::postData)).doesNotHaveDuplicates();
  }

  @Test
  void aPageWithoutErrorsLoadsNoReporter() {
    var asked = new ArrayList<String>();
    browser.page.onRequest(request -> asked.add(request.url()));
    for (String path : List.of("/", "/connect.html", "/tip.html", "/health")) {
      browser.open(path);
      browser.page.waitForLoadState(LoadState.NETWORKIDLE);
    }
    assertThat(asked).anyMatch(url -> url.endsWith("/js/errors.js"));
    assertThat(asked).noneMatch(url -> url.endsWith("/js/report.js"));
    assertThat(reports).isEmpty();
  }

  @Test
  void anotherSiteCannotReport() {
    HttpPerson person = shared.person();
    String body =
        "{\"page\": \"/\", \"name\": \"Error\", \"message\": \"\", \"stack\": [\"/js/a.js:1:1\"]}";
    Map<String, String> json = Map.of("Content-Type", "application/json");
    assertThat(person.raw("POST", "/api/errors", json, body).status()).isEqualTo(403);
    assertThat(lines()).extracting("outcome").containsExactly(403);
  }
}
