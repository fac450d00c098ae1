package oo.tests.contracts;

import static au.com.dius.pact.consumer.dsl.Matchers.fromProviderState;
import static au.com.dius.pact.consumer.dsl.Matchers.regexp;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import au.com.dius.pact.consumer.MockServer;
import au.com.dius.pact.consumer.dsl.HttpInteractionBuilder;
import au.com.dius.pact.consumer.dsl.HttpRequestBuilder;
import au.com.dius.pact.consumer.dsl.HttpResponseBuilder;
import au.com.dius.pact.consumer.dsl.PactBuilder;
import au.com.dius.pact.consumer.junit5.PactConsumerTest;
import au.com.dius.pact.consumer.junit5.PactTestFor;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.V4Pact;
import au.com.dius.pact.core.model.annotations.Pact;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import kotlin.jvm.functions.Function1;
import oo.host.http.Cookies;
import oo.tests.journey.BrowserPerson;
import oo.tests.journey.Chromium;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the pages send to the API and read of its answers: the pages themselves, in a browser whose
 * API is Pact's mock. An answer has only what a page reads.
 */
@ExtendWith(CommittedPacts.class)
@PactConsumerTest
@PactTestFor(providerName = ApiIT.API, pactVersion = PactSpecVersion.V4)
final class PagesIT {
  static final String ID = "01978d2e-7c3a-7b60-9d7e-3f0c5b1a2d4e";

  private static final String PAGES = "pages";
  private static final String API = ApiIT.API;
  private static final String TASK = "Call the dentist";
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict";
  private static final String SOME_VALUE = "[\\w.-]+; .*";

  private static Chromium chromium;

  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private BrowserContext context;

  @BeforeAll
  static void start() {
    Chromium.missing().ifPresent(what -> assumeTrue(false, what));
    chromium = new Chromium();
  }

  @AfterAll
  static void end() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void noPageComplains() {
    try {
      context.close();
    } catch (PlaywrightException e) {
      // A page's request was about to be answered; the context is closed.
    }
    assertThat(complaints).as("errors of the pages").isEmpty();
  }

  /** A person before the pages of this tree, with the mock as their API. */
  private BrowserPerson person(MockServer api) {
    context = chromium.fresh(new Browser.NewContextOptions().setViewportSize(1280, 800));
    Page page = Chromium.page(context, complaints);
    page.route("**/*", PagesIT::answer);
    return new BrowserPerson(site(api), page);
  }

  /** A person whose browser has an access token. */
  private BrowserPerson signedIn(MockServer api) {
    BrowserPerson person = person(api);
    var cookie = new Cookie(Cookies.ACCESS, "token").setDomain("localhost").setPath("/");
    context.addCookies(List.of(cookie.setSecure(true)));
    return person;
  }

  private static String site(MockServer api) {
    return "http://localhost:" + api.getPort();
  }

  private static void answer(Route route) {
    String path = URI.create(route.request().url()).getPath();
    if (path.startsWith("/api/")) {
      route.resume();
      return;
    }
    Path file = Oo.TREE.resolve("static-site" + (path.equals("/") ? "/index.html" : path));
    if (Files.exists(file)) {
      route.fulfill(new Route.FulfillOptions().setPath(file));
    } else {
      route.abort();
    }
  }

  // --- the tip page
  // -------------------------------------------------------------------------------

  @Pact(consumer = PAGES, provider = API)
  V4Pact tipPage(PactBuilder pact) {
    return opening(pact)
        .expectsToReceiveHttpInteraction("which tip", tip())
        .expectsToReceiveHttpInteraction(
            "done",
            call(
                "a tip",
                "POST /api/tips/${tip}/complete",
                "{'event_id': ID}",
                200,
                "{'state': 'done'}"))
        .expectsToReceiveHttpInteraction(
            "undo",
            call(
                "a tip that was done",
                "POST /api/tips/${tip}/undo",
                "{'event_id': ID, 'undoes': '${event}'}",
                200,
                "{'state': 'undone'}"))
        .expectsToReceiveHttpInteraction(
            "not now",
            call(
                "a tip",
                "POST /api/tips/${tip}/not-now",
                "{'event_id': ID, 'until': '${tomorrow}'}",
                200,
                "{'state': 'not_now'}"))
        .toPact();
  }

  /** What the tip page asks for beside its tip. */
  private static PactBuilder opening(PactBuilder pact) {
    return pact.expectsToReceiveHttpInteraction("which connections", connectors())
        .expectsToReceiveHttpInteraction(
            "read the sources",
            call("a connection", "POST /api/signals/fetch", "{}", 202, "{'connections': 1}"));
  }

  private static Function1<HttpInteractionBuilder, HttpInteractionBuilder> tip() {
    return call(
        "a tip, a notice and a delivery",
        "POST /api/recommend",
        "{'context': {'zone': 'UTC', 'page': 'tip'}, 'seen_notices': []}",
        200,
        """
        {'user_id': ID,
         'tip': {
           'id': ID, 'kind': 'todo', 'title': 'Call the dentist', 'body': 'Ask for an *early* hour',
           'source': 'Todoist', 'deep_link': 'https://app.todoist.com/app/task/1', 'parent': 'Health',
           'meta': {'project': 'Inbox', 'due': '2026-11-26', 'deadline': '2099-11-28',
                    'recurring': true, 'minutes': 25}},
         'notices': [{'id': ID, 'kind': 'refused', 'title': 'Water the plants',
                      'detail': 'Todoist refused it.'}],
         'deliveries': [{'decision_id': ID, 'title': 'Buy stamps', 'delivery': 'waiting'}]}
        """);
  }

  @Test
  @PactTestFor(pactMethod = "tipPage")
  void theTipPage(MockServer api) {
    BrowserPerson person = signedIn(api).openTip().showsTip(TASK);
    Page page = person.page;
    assertThat(page.locator("#details em")).hasText("early");
    assertThat(page.locator("#facts"))
        .hasText(Pattern.compile("part of Health.*deadline.*repeats.*25 min.*Inbox"));
    assertThat(page.locator("#links a")).hasAttribute("href", "https://app.todoist.com/app/task/1");
    assertThat(page.locator("#notice")).containsText("It stays open at its source");
    assertThat(page.locator("#notice")).containsText("Todoist refused it.");
    assertThat(page.locator("#deliveries")).containsText("On its way to its source: Buy stamps");

    person.tapDone().showsTap("recorded");
    page.locator("#taps li[data-state=recorded] button").click();
    person.showsTap("undone").showsTip(TASK);
    Oo.eventually(() -> {
      page.locator("#later").click();
      assertThat(page.locator("#choices").isVisible()).isTrue();
    });
    page.locator("#choices button").first().click();
    person.showsTap("recorded");
  }

  @Pact(consumer = PAGES, provider = API)
  V4Pact noTip(PactBuilder pact) {
    return opening(pact)
        .expectsToReceiveHttpInteraction(
            "which tip, when there is none",
            call(
                "no tip until tomorrow",
                "POST /api/recommend",
                "{'context': {'zone': 'UTC', 'page': 'tip'}, 'seen_notices': []}",
                200,
                """
                {'user_id': ID, 'tip': null, 'because': 'all_put_aside',
                 'until': '2099-01-01T08:00:00Z', 'notices': [], 'deliveries': []}
                """))
        .toPact();
  }

  @Test
  @PactTestFor(pactMethod = "noTip")
  void theTipPageWithoutATip(MockServer api) {
    signedIn(api).openTip().shows("All put aside until");
  }

  @Pact(consumer = PAGES, provider = API)
  V4Pact noSuchTip(PactBuilder pact) {
    return opening(pact)
        .expectsToReceiveHttpInteraction("which tip", tip())
        .expectsToReceiveHttpInteraction(
            "done, after the tip went",
            call(
                "a session",
                "POST /api/tips/" + ID + "/complete",
                "{'event_id': ID}",
                404,
                problem("tip_not_found")))
        .expectsToReceiveHttpInteraction("who am I", me())
        .toPact();
  }

  @Test
  @PactTestFor(pactMethod = "noSuchTip")
  void aTapOfATipThatWent(MockServer api) {
    signedIn(api).openTip().showsTip(TASK).tapDone().showsTap("failed");
  }

  // --- sessions
  // -----------------------------------------------------------------------------------

  @Pact(consumer = PAGES, provider = API)
  V4Pact session(PactBuilder pact) {
    return pact.expectsToReceiveHttpInteraction(
            "which connections, without an access token", refused())
        .expectsToReceiveHttpInteraction(
            "refresh",
            call(
                "a session without an access token",
                "POST /api/auth/refresh",
                "",
                response ->
                    response
                        .status(204)
                        .matchSetCookie(Cookies.ACCESS, SOME_VALUE, "access" + ATTRIBUTES)
                        .matchSetCookie(Cookies.REFRESH, SOME_VALUE, "refresh" + ATTRIBUTES)))
        .toPact();
  }

  private static Function1<HttpInteractionBuilder, HttpInteractionBuilder> refused() {
    return call("no session", "GET /api/connectors", "", 401, problem("no_session"));
  }

  @Test
  @PactTestFor(pactMethod = "session")
  void aRefreshReplacesBothCookies(MockServer api) {
    Page page = person(api).open("/").page;
    page.waitForCondition(() -> context.cookies().size() == 2);
    assertThat(context.cookies())
        .allMatch(cookie -> cookie.secure && cookie.httpOnly)
        .extracting(cookie -> cookie.name)
        .containsExactlyInAnyOrder(Cookies.ACCESS, Cookies.REFRESH);
  }

  @Pact(consumer = PAGES, provider = API)
  V4Pact noSession(PactBuilder pact) {
    return pact.expectsToReceiveHttpInteraction(
            "which connections, without an access token", refused())
        .expectsToReceiveHttpInteraction(
            "refresh, without a session",
            call("no session", "POST /api/auth/refresh", "", 401, problem("no_session")))
        .toPact();
  }

  @Test
  @PactTestFor(pactMethod = "noSession")
  void theConnectPageOfAStranger(MockServer api) {
    person(api).open("/connect.html").shows("Sign in with Google");
  }

  // --- the connect page
  // ---------------------------------------------------------------------------

  @Pact(consumer = PAGES, provider = API)
  V4Pact connectPage(PactBuilder pact) {
    return pact.expectsToReceiveHttpInteraction("which connections", connectors())
        .expectsToReceiveHttpInteraction("who am I", me())
        .expectsToReceiveHttpInteraction(
            "connect",
            call(
                "a session",
                "POST /api/connectors/todoist/begin",
                "{}",
                200,
                "{'redirect_url': 'https://app.todoist.com/oauth'}"))
        .expectsToReceiveHttpInteraction(
            "disconnect",
            call("a connection", "DELETE /api/connections/${connection}", "", 202, ""))
        .toPact();
  }

  private static Function1<HttpInteractionBuilder, HttpInteractionBuilder> connectors() {
    return http ->
        call(
                "a connection",
                "GET /api/connectors",
                "",
                200,
                """
                {'connectors': [{
                   'provider': 'todoist', 'name': 'Todoist', 'configured': true,
                   'connections': [{
                     'id': ID, 'account': 'ada@example.com', 'state': 'live', 'fetching': false,
                     'tasks': 17, 'unreadable': 3, 'last_read_at': '2026-11-27T08:00:00Z'}]}]}
                """)
            .invoke(http)
            .withRequest(request ->
                request.header(
                    "Cookie", regexp(".*" + Cookies.ACCESS + "=.*", Cookies.ACCESS + "=token")));
  }

  @Test
  @PactTestFor(pactMethod = "connectPage")
  void theConnectPage(MockServer api) {
    BrowserPerson person = signedIn(api).open("/connect.html");
    Page page = person.page;
    person.shows("Connected · ada@example.com").shows("17 open tasks, read ");
    person.shows("3 tasks cannot be read");
    page.route("https://app.todoist.com/oauth", route -> route.fulfill(new Route.FulfillOptions()));
    page.getByText("Add another account").click();
    page.waitForURL("https://app.todoist.com/oauth");
    person.open("/connect.html");
    page.locator("[data-key='disconnect " + ID + "']").click();
    page.locator(".confirm .grave").click();
    person.showsMessage("Todoist is disconnected.");
  }

  // --- the account
  // --------------------------------------------------------------------------------

  @Pact(consumer = PAGES, provider = API)
  V4Pact account(PactBuilder pact) {
    return pact.expectsToReceiveHttpInteraction("which connections", connectors())
        .expectsToReceiveHttpInteraction("who am I", me())
        .expectsToReceiveHttpInteraction(
            "end a session",
            call("another session", "DELETE /api/me/sessions/${session}", "", 204, ""))
        .expectsToReceiveHttpInteraction(
            "export",
            call(
                "a session",
                "POST /api/me/export",
                "{}",
                200,
                "{'url': 'https://example.com/export', 'expires_at': '2099-01-01T08:00:00Z'}"))
        .expectsToReceiveHttpInteraction(
            "sign out",
            call("a session", "POST /api/auth/sign-out", "{'everywhere': false}", 204, ""))
        .toPact();
  }

  private static Function1<HttpInteractionBuilder, HttpInteractionBuilder> me() {
    return call(
        "another session",
        "GET /api/me",
        "",
        200,
        """
        {'user_id': ID, 'email': 'ada@example.com', 'sessions': [{
           'id': ID, 'current': false, 'user_agent': 'Firefox/140.0',
           'last_seen_at': '2026-11-27T08:00:00Z'}]}
        """);
  }

  @Test
  @PactTestFor(pactMethod = "account")
  void theAccount(MockServer api) {
    BrowserPerson person = signedIn(api).open("/connect.html");
    Page page = person.page;
    page.locator("details.sessions summary").click();
    page.waitForResponse("**/api/me", page.getByText("Sign out there")::click);
    page.getByText("Export my data").click();
    person.shows("Your data is ready.");
    page.getByText("Sign out", exactly()).click();
    person.shows("You are signed out.");
  }

  @Pact(consumer = PAGES, provider = API)
  V4Pact deletion(PactBuilder pact) {
    return pact.expectsToReceiveHttpInteraction("which connections", connectors())
        .expectsToReceiveHttpInteraction("who am I", me())
        .expectsToReceiveHttpInteraction(
            "export, long after signing in",
            call(
                "a session of an hour", "POST /api/me/export", "{}", 403, problem("sign_in_again")))
        .expectsToReceiveHttpInteraction(
            "delete all", call("a session", "DELETE /api/me", "", 202, ""))
        .toPact();
  }

  @Test
  @PactTestFor(pactMethod = "deletion")
  void theAccountLongAfterSigningIn(MockServer api) {
    BrowserPerson person = signedIn(api).open("/connect.html");
    Page page = person.page;
    page.getByText("Export my data").click();
    person.shows("Sign in again first.");
    page.getByText("Delete everything").click();
    page.locator(".confirm input").fill("delete");
    page.locator(".confirm .grave").click();
    person.shows("Everything is deleted.");
  }

  // --- the health page
  // ----------------------------------------------------------------------------

  @Pact(consumer = PAGES, provider = API)
  V4Pact health(PactBuilder pact) {
    for (String module : Oo.MODULES) {
      pact.expectsToReceiveHttpInteraction(
          "health of " + module,
          call(
              "all is well",
              "GET /api/" + module + "/health",
              "",
              200,
              "{'ok': true, 'checks': [{'name': 'Database', 'ok': true, 'detail': 'It answers.'}]}"));
    }
    return pact.toPact();
  }

  @Test
  @PactTestFor(pactMethod = "health")
  void theHealthPage(MockServer api) {
    person(api).open("/health.html").shows("All is well.").shows("Database").shows("It answers.");
  }

  // --- building blocks
  // ----------------------------------------------------------------------------

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  /**
   * @param state of the provider, which gives what the path has as {@code ${name}}
   * @param request method and path
   * @param body of the request; empty for none
   * @param answer its body; empty when the page reads none
   */
  private static Function1<HttpInteractionBuilder, HttpInteractionBuilder> call(
      String state, String request, String body, int status, String answer) {
    return call(
        state,
        request,
        body,
        response -> {
          response.status(status);
          if (status >= 400) {
            response.header("Content-Type", "application/problem+json");
          }
          return answer.isEmpty() ? response : response.body(Example.of(answer));
        });
  }

  private static Function1<HttpInteractionBuilder, HttpInteractionBuilder> call(
      String state,
      String request,
      String body,
      Function1<HttpResponseBuilder, HttpResponseBuilder> answer) {
    return http ->
        http.state(state)
            .withRequest(builder -> request(builder, request.split(" ", 2), body))
            .willRespondWith(answer);
  }

  private static HttpRequestBuilder request(
      HttpRequestBuilder request, String[] target, String body) {
    String example = target[1].replaceAll("\\$\\{\\w+}", ID);
    request.method(target[0]).header("traceparent", Example.traceparent());
    if (target[1].equals(example)) {
      request.path(example);
    } else {
      request.path(fromProviderState(target[1], example));
    }
    if (!target[0].equals("GET")) {
      request.header("X-OO", "1");
    }
    return body.isEmpty() ? request : request.body(Example.of(body));
  }

  private static String problem(String code) {
    return "{'code': '%s', 'detail': 'What to do.', 'trace': '0af7651916cd43dd8448eb211c80319c'}"
        .formatted(code);
  }
}
