package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import oo.auth.MaliciousGoogle.Signature;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignInIT {
  private final AuthApp app = new AuthApp();

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void theFirstSignInMakesTheUserAndLaterOnesFindIt() {
    Browser browser = app.browser();

    Reply reply = app.signIn(browser, "ada");

    assertThat(reply.status()).isEqualTo(303);
    assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + "/tip.html");
    assertThat(Browser.text(browser.me())).contains("\"email\":\"ada@example.com\"");
    app.google.email = "ada@married.example";
    app.signIn(app.browser(), "ada");
    assertThat(app.count("app_user")).isEqualTo(1);
    assertThat(app.ask("select email from app_user", String.class))
        .isEqualTo("ada@married.example");
    assertThat(app.count("session")).isEqualTo(2);
    assertThat(app.count("sign_in_attempt where outcome = 'signed_in'")).isEqualTo(2);
  }

  @Test
  void anotherAccountWithTheSameAddressIsAnotherUser() {
    app.signedIn("ada");
    app.signedIn("not-ada");

    assertThat(app.count("app_user where email = 'ada@example.com'")).isEqualTo(2);
  }

  @Test
  void twoCallbacksAtOnceOfAnAccountThatIsNewMakeOneUser() throws Exception {
    Browser browser = app.browser();
    app.google.subject = "ada";
    List<String> callbacks =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(n ->
                app.google.agree(
                    Browser.location(browser.get("begin_sign_in", "/api/auth/google"))))
            .toList();
    var next = new java.util.concurrent.atomic.AtomicInteger();

    List<Reply> replies =
        AuthApp.atOnce(
            8, () -> browser.copy().get("finish_sign_in", callbacks.get(next.getAndIncrement())));

    assertThat(replies)
        .allSatisfy(r -> assertThat(Browser.location(r)).isEqualTo(AuthApp.SITE + "/"));
    assertThat(app.count("app_user")).isEqualTo(1);
    assertThat(app.count("identity")).isEqualTo(1);
    assertThat(app.count("session")).isEqualTo(8);
  }

  @Test
  void twoTabsSignInSideBySide() {
    Browser browser = app.browser();
    app.google.subject = "ada";
    String one = Browser.location(browser.get("begin_sign_in", "/api/auth/google"));
    String two = Browser.location(browser.get("begin_sign_in", "/api/auth/google"));

    assertThat(Browser.location(browser.get("finish_sign_in", app.google.agree(two))))
        .isEqualTo(AuthApp.SITE + "/");
    assertThat(Browser.location(browser.get("finish_sign_in", app.google.agree(one))))
        .isEqualTo(AuthApp.SITE + "/");
  }

  @Test
  void onlyPagesOfTheSiteAreReturnedTo() {
    for (String elsewhere :
        List.of("https://evil.example", "//evil.example", "/\\evil.example", "/health.html", "")) {
      Browser browser = app.browser();
      Reply begun =
          browser.get(
              "begin_sign_in",
              "/api/auth/google?return_to="
                  + java.net.URLEncoder.encode(elsewhere, java.nio.charset.StandardCharsets.UTF_8));
      Reply reply = browser.get("finish_sign_in", app.google.agree(Browser.location(begun)));
      assertThat(Browser.location(reply)).as(elsewhere).isEqualTo(AuthApp.SITE + "/");
    }
  }

  @Test
  void whatIsAskedOfGoogleIsBoundToTheAttempt() {
    Reply begun = app.browser().get("begin_sign_in", "/api/auth/google");
    var asked = Browser.query(java.net.URI.create(Browser.location(begun)));

    assertThat(begun.status()).isEqualTo(302);
    assertThat(asked.get("code_challenge_method")).containsExactly("S256");
    assertThat(asked.get("code_challenge").getFirst()).hasSize(43);
    assertThat(asked.get("redirect_uri"))
        .containsExactly(AuthApp.SITE + "/api/auth/google/callback");
    assertThat(asked.get("scope")).containsExactly("openid email profile");
    assertThat(begun.headers())
        .anyMatch(h ->
            h.name().equals("Set-Cookie")
                && h.value().startsWith("__Host-oo-attempt-")
                && h.value().contains("; Path=/; ")
                && h.value().endsWith("HttpOnly; Secure; SameSite=Lax"));
    String row = app.ask("select to_jsonb(a)::text from sign_in_attempt a", String.class);
    assertThat(row).doesNotContain(asked.get("state").getFirst());
  }

  @Test
  void saysWhoSaysNo() {
    Browser browser = app.browser();
    String page = Browser.location(browser.get("begin_sign_in", "/api/auth/google"));

    assertFails("denied", browser, app.google.deny(page));
    assertFails("attempt_unknown", browser, app.google.agree(page));
  }

  @Test
  void whatGoogleSaysWentWrongIsTold() {
    assertError("server_error", "provider_down");
    assertError("temporarily_unavailable", "provider_down");
    assertError("invalid_scope", "provider_refused");
    assertError("made_up", "provider_refused");
  }

  private void assertError(String error, String problem) {
    Browser browser = app.browser();
    String page = Browser.location(browser.get("begin_sign_in", "/api/auth/google"));
    assertFails(problem, browser, app.google.deny(page).replace("access_denied", error));
  }

  @Test
  void aRepeatedCallbackOfTheSameBrowserOpensTheSameSession() {
    app.database.setNow(Instant.parse("2031-03-01T12:00:00Z"));
    Browser browser = app.browser();
    String callback = begun(browser);
    // The answer to the first is discarded.
    Browser lost = browser.copy();
    assertThat(Browser.location(lost.get("finish_sign_in", callback)))
        .isEqualTo(AuthApp.SITE + "/");
    app.database.advance(Duration.ofSeconds(119));

    for (int again = 0; again < 2; again++) {
      Reply reply = browser.get("finish_sign_in", callback);
      assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + "/");
      assertThat(browser.me().status()).isEqualTo(200);
      assertThat(browser.refresh().status()).isEqualTo(204);
    }
    assertThat(app.google.tokenRequests).hasValue(1);
    assertThat(app.count("session")).isEqualTo(1);

    app.database.advance(Duration.ofSeconds(2));
    lost.forget(Cookies.ACCESS);
    assertFails("attempt_unknown", lost, callback);
  }

  @Test
  void aReplayedCallbackWithoutTheAttemptsCookieOrWithAnotherCodeOpensNothing() {
    Browser browser = app.browser();
    String callback = begun(browser);
    Browser copy = browser.copy();
    browser.get("finish_sign_in", callback);

    assertFails("attempt_unknown", app.browser(), callback);
    assertFails("attempt_unknown", copy, callback + "x");
    assertThat(app.count("session")).isEqualTo(1);
  }

  @Test
  void aRepeatedCallbackDoesNotOpenASessionThatEnded() {
    Browser browser = app.browser();
    String callback = begun(browser);
    Browser copy = browser.copy();
    browser.get("finish_sign_in", callback);
    browser.write("sign_out", "POST", "/api/auth/sign-out", "");

    assertFails("attempt_unknown", copy, callback);
  }

  @Test
  void aFailureIsRepeatedAsItWas() {
    Browser browser = app.browser();
    String denied =
        app.google.deny(Browser.location(browser.get("begin_sign_in", "/api/auth/google")));
    assertFails("denied", browser, denied);
    assertFails("denied", browser, denied);
  }

  @Test
  void callbacksAtOnceExchangeTheCodeOnceAndOpenOneSession() throws Exception {
    app.google.tokenTakes = Duration.ofMillis(600);
    Browser browser = app.browser();
    String callback = begun(browser);

    List<Reply> replies =
        AuthApp.atOnce(
            4,
            () -> {
              Browser tab = browser.copy();
              Reply reply = tab.get("finish_sign_in", callback);
              assertThat(tab.me().status()).isEqualTo(200);
              return reply;
            });

    assertThat(replies)
        .allSatisfy(r -> assertThat(Browser.location(r)).isEqualTo(AuthApp.SITE + "/"));
    assertThat(app.google.tokenRequests).hasValue(1);
    assertThat(app.count("session")).isEqualTo(1);
  }

  @Test
  void wheneverTheDatabaseGoesAwayTheSameBrowserGetsOneSessionAtMost() {
    boolean went = true;
    int points = 0;
    app.database.setNow(Instant.parse("2031-03-01T12:00:00Z"));
    app.signedIn("ada");
    for (int point = 0; went; point++) {
      int before = app.count("session");
      Browser browser = app.browser();
      String callback = begun(browser);
      app.outage.at(point);
      String first = Browser.location(browser.copy().get("finish_sign_in", callback));
      went = app.outage.end();
      points = point;

      app.database.advance(Duration.ofSeconds(30));
      String again = Browser.location(browser.get("finish_sign_in", callback));

      int made = app.count("session") - before;
      assertThat(made).as("point %s: %s, %s", point, first, again).isLessThanOrEqualTo(1);
      assertThat(browser.me().status()).as("point %s", point).isEqualTo(made == 1 ? 200 : 401);
      if (first.equals(AuthApp.SITE + "/")) {
        assertThat(again).isEqualTo(first);
      }
    }
    assertThat(points).as("points where it can go away").isGreaterThan(5);
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD,Accept,*/*",
    "GET,Sec-Purpose,prefetch",
    "GET,Sec-Purpose,prefetch;prerender",
    "GET,sec-purpose,Prefetch;anonymous-client-ip",
    "GET,Purpose,prefetch",
    "GET,X-Purpose,preview",
    "GET,X-Moz,prefetch"
  })
  void whatNoPersonAskedForSpendsNoAttempt(String method, String header, String value) {
    Browser browser = app.browser();
    String callback = begun(browser);

    Reply ahead = browser.speculate("finish_sign_in", method, callback, Map.of(header, value));

    assertThat(ahead.status()).isEqualTo(503);
    assertThat(ahead.headers().toString()).contains("no-store").doesNotContain("Set-Cookie");
    assertThat(app.google.tokenRequests).hasValue(0);
    assertThat(Browser.location(browser.get("finish_sign_in", callback)))
        .isEqualTo(AuthApp.SITE + "/");
    assertThat(browser.me().status()).isEqualTo(200);
  }

  private String begun(Browser browser) {
    app.google.subject = "ada";
    return app.google.agree(Browser.location(browser.get("begin_sign_in", "/api/auth/google")));
  }

  @Test
  void anAttemptExpiresAfterTenMinutes() {
    app.database.setNow(Instant.parse("2031-03-01T12:00:00Z"));
    Browser browser = app.browser();
    String page = Browser.location(browser.get("begin_sign_in", "/api/auth/google"));
    String late = Browser.location(browser.get("begin_sign_in", "/api/auth/google"));
    app.database.advance(Duration.ofSeconds(599));
    assertThat(Browser.location(browser.get("finish_sign_in", app.google.agree(page))))
        .isEqualTo(AuthApp.SITE + "/");

    app.database.advance(Duration.ofSeconds(2));
    browser.forget(Cookies.ACCESS);

    assertFails("attempt_expired", browser, app.google.agree(late));
  }

  @Test
  void anotherBrowserCannotFinishAnAttempt() {
    Browser browser = app.browser();
    String callback =
        app.google.agree(Browser.location(browser.get("begin_sign_in", "/api/auth/google")));
    Browser stranger = app.browser();
    stranger.get("begin_sign_in", "/api/auth/google");

    assertFails("attempt_unknown", stranger, callback);
    String id = callback.split("state=", 2)[1].substring(0, 36);
    stranger.put(Cookies.ATTEMPT + id, "/", "guessed");
    assertFails("attempt_unknown", stranger, callback);
    // The browser that began can still finish.
    assertThat(Browser.location(browser.get("finish_sign_in", callback)))
        .isEqualTo(AuthApp.SITE + "/");
  }

  @Test
  void aWrongStateIsRefused() {
    Browser browser = app.browser();
    String callback =
        app.google.agree(Browser.location(browser.get("begin_sign_in", "/api/auth/google")));
    String state = callback.split("state=", 2)[1].split("&", 2)[0];
    for (String wrong :
        List.of(
            state.substring(0, 36) + ".x", state + "x", "x", "", "%00", "x".repeat(36) + ".x")) {
      Reply reply = browser.get("finish_sign_in", callback.replace(state, wrong));
      assertThat(Browser.location(reply))
          .as(wrong)
          .isEqualTo(AuthApp.SITE + "/?problem=attempt_unknown");
    }
    assertThat(app.count("session")).isZero();
  }

  @Test
  void aBadIdTokenTurnsHealthRedAndAGoodOneGreen() {
    app.google.signature = Signature.NONE;
    assertThat(Browser.location(app.signIn(app.browser(), "ada")))
        .isEqualTo(AuthApp.SITE + "/?problem=provider_refused");
    assertThat(app.ask("select ok from provider_call", Boolean.class)).isFalse();

    app.google.signature = Signature.RS256;
    assertThat(app.signedIn("ada").me().status()).isEqualTo(200);
    assertThat(app.ask("select ok from provider_call", Boolean.class)).isTrue();
  }

  @Test
  void severalAudiencesAreFineWhenWeAreTheAuthorizedParty() {
    app.google.claims =
        c -> with(c).audience(List.of("another-client", MaliciousGoogle.CLIENT)).build();

    assertThat(app.signedIn("ada").me().status()).isEqualTo(200);
  }

  private static JWTClaimsSet.Builder with(JWTClaimsSet told) {
    return new JWTClaimsSet.Builder(told);
  }

  @Test
  void namesThatNoDatabaseTakesAreMadePrintable() {
    app.google.claims =
        c -> with(c).claim("name", "A\u0000da\n" + "x".repeat(1000)).claim("email", 7).build();

    Browser browser = app.signedIn("ada");

    assertThat(Browser.text(browser.me())).contains("\"name\":\"Adaxxx").contains("\"email\":null");
  }

  @Test
  void aKeyThatGoogleRotatedIsFetched() {
    Browser browser = app.browser();
    for (int rotation = 0; rotation < 3; rotation++) {
      if (rotation > 0) {
        app.google.rotateKey();
      }
      assertThat(Browser.location(app.signIn(browser, "ada")))
          .isEqualTo(AuthApp.SITE + "/tip.html");
    }
    assertThat(app.google.keyReads).hasValue(3);
  }

  @Test
  void keysAndMetadataAreKept() {
    Browser browser = app.browser();
    for (int n = 0; n < 4; n++) {
      app.signIn(browser, "ada");
    }
    assertThat(app.google.keyReads).hasValue(1);
    assertThat(app.google.discoveries).hasValue(1);
  }

  @Test
  void nothingIsAskedOfGoogleAtStart() {
    app.browser();

    assertThat(app.google.discoveries).hasValue(0);
  }

  @Test
  void keysThatCannotBeReadAreGooglesFault() {
    app.google.keysDown = true;
    assertThat(Browser.location(app.signIn(app.browser(), "ada")))
        .isEqualTo(AuthApp.SITE + "/?problem=provider_down");
    assertThat(app.google.keyReads.get()).isGreaterThan(1);

    app.google.keysDown = false;
    assertThat(app.signedIn("ada").me().status()).isEqualTo(200);
  }

  @Test
  void whatTheTokenEndpointAnswersIsTold() {
    assertTokenEndpoint(503, "", "provider_down");
    assertTokenEndpoint(429, "{}", "provider_down");
    assertTokenEndpoint(302, "", "provider_down");
    assertTokenEndpoint(200, "{\"access_token\": \"at\", \"token", "provider_down");
    assertTokenEndpoint(200, "[]", "provider_down");
    assertTokenEndpoint(200, "x".repeat(300_000), "provider_down");
    assertTokenEndpoint(
        200, "{\"access_token\": \"at\", \"token_type\": \"Bearer\"}", "provider_refused");
    assertTokenEndpoint(200, "{\"error\": \"invalid_request\"}", "provider_refused");
    assertTokenEndpoint(401, "{\"error\": \"invalid_client\"}", "provider_refused");
    assertThat(app.ask("select ok from provider_call", Boolean.class)).isFalse();
    assertTokenEndpoint(400, "{\"error\": \"invalid_grant\"}", "provider_refused");
    assertThat(app.ask("select ok from provider_call", Boolean.class)).isTrue();
  }

  private void assertTokenEndpoint(int status, String body, String problem) {
    app.google.tokenStatus = status;
    app.google.tokenBody = body;
    Reply reply = app.signIn(app.browser(), "ada");
    assertThat(Browser.location(reply))
        .as(status + " " + body.substring(0, Math.min(60, body.length())))
        .isEqualTo(AuthApp.SITE + "/?problem=" + problem);
  }

  @Test
  void whenGoogleIsGoneSignInSaysSo() {
    app.google.close();

    Reply reply = app.browser().get("begin_sign_in", "/api/auth/google");

    assertThat(reply.status()).isEqualTo(303);
    assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + "/?problem=provider_down");
    assertThat(app.count("sign_in_attempt")).isZero();
    assertThat(app.ask("select detail from provider_call", String.class))
        .isEqualTo("Its discovery document cannot be read.");
  }

  @Test
  void theBackChannelMayBeElsewhere() {
    // The issuer is reachable for browsers only; the server uses the back channel.
    String front = "http://accounts.example";
    app.settings.put("GOOGLE_ISSUER", front);
    app.settings.put("GOOGLE_BACK_CHANNEL", app.google.issuer());
    app.google.claimedIssuer = front;
    app.google.claims = c -> with(c).issuer(front).build();
    app.google.tellsIssuer = false;
    Browser browser = app.browser();

    Reply begun = browser.get("begin_sign_in", "/api/auth/google");
    Reply reply =
        browser.get("finish_sign_in", app.google.agree(Browser.location(begun)) + "&iss=" + front);

    assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + "/");
  }

  @Test
  void theSecretGoesToGoogleAndTheTraceDoesNot() {
    app.signedIn("ada");

    assertThat(app.google.tokenRequest)
        .contains("client_secret=" + MaliciousGoogle.SECRET)
        .contains("code_verifier=")
        .contains("grant_type=authorization_code");
    assertThat(app.google.tokenHeaders)
        .isNotEmpty()
        .noneMatch(name -> name.matches("(?i)trace.*|baggage|sentry-.*|.*-trace(-.*)?"));
  }

  @Test
  void whileTheDatabaseIsDownTheBrowserLandsOnAPage() {
    Browser browser = app.browser();
    String callback =
        app.google.agree(Browser.location(browser.get("begin_sign_in", "/api/auth/google")));
    app.database.stopServer();
    try {
      assertFails("database_unavailable", browser, callback);
      assertThat(Browser.location(browser.get("begin_sign_in", "/api/auth/google")))
          .isEqualTo(AuthApp.SITE + "/?problem=database_unavailable");
    } finally {
      app.database.startServer();
    }
  }

  private void assertFails(String problem, Browser browser, String callback) {
    Reply reply = browser.get("finish_sign_in", callback);
    assertThat(reply.status()).isEqualTo(303);
    assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + "/?problem=" + problem);
    assertThat(reply.headers().stream().filter(header -> header.name().equals("Set-Cookie")))
        .allMatch(header ->
            header.value().startsWith(Cookies.ATTEMPT) && header.value().contains("Max-Age=120"));
    assertThat(browser.cookie(Cookies.ACCESS)).isEmpty();
  }
}
