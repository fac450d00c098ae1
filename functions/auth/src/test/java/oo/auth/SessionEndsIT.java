package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import oo.contract.Json;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What ends a session, and what needs a fresh one. */
final class SessionEndsIT {
  private static final Instant START = Instant.parse("2031-03-01T12:00:00Z");

  private final AuthApp app = new AuthApp();

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void aPersonHasTwentySessionsAndTheOldestEnds() {
    app.database.setNow(START);
    Browser bob = app.signedIn("bob");
    var browsers = new ArrayList<Browser>();
    for (int i = 0; i < 23; i++) {
      browsers.add(app.signedIn("ada"));
      app.database.advance(Duration.ofSeconds(1));
    }

    assertThat(browsers.subList(0, 3)).allMatch(browser -> browser.me().status() == 401);
    assertThat(browsers.subList(3, 23)).allMatch(browser -> browser.me().status() == 200);
    assertThat(sessions(browsers.getLast())).hasSize(20);
    assertThat(app.count("session where ended_why = 'surplus'")).isEqualTo(3);
    assertThat(bob.me().status()).isEqualTo(200);
  }

  @Test
  void aSessionEndsAfterFourteenDaysWithoutUseAndLeavesTheList() {
    app.database.setNow(START);
    Browser idle = app.signedIn("ada");
    Browser used = app.signedIn("ada");
    app.database.advance(Duration.ofDays(13));
    assertThat(used.refresh().status()).isEqualTo(204);
    assertThat(sessions(used)).hasSize(2);
    app.database.advance(Duration.ofDays(1).plusSeconds(1));

    assertThat(idle.refresh().status()).isEqualTo(401);
    assertThat(used.refresh().status()).isEqualTo(204);
    assertThat(sessions(used)).hasSize(1);
  }

  @Test
  void signingInEndsTheSessionThatThisBrowserHad() {
    for (String next : List.of("ada", "bob")) {
      Browser browser = app.signedIn("ada");
      Browser elsewhere = app.signedIn("ada");
      Browser before = browser.copy();

      signInFromAnotherSite(browser, next);

      assertThat(browser.me().status()).isEqualTo(200);
      assertThat(before.me().status()).as(next).isEqualTo(401);
      assertThat(before.refresh().status()).as(next).isEqualTo(401);
      assertThat(elsewhere.me().status()).isEqualTo(200);
    }
    assertThat(app.count("session where ended_why = 'replaced'")).isEqualTo(2);
  }

  @Test
  void aSignInThatFailsOrACookieThatIsNoneEndsNothing() {
    Browser browser = app.signedIn("ada");
    app.google.subject = "ada";
    Reply begun = browser.get("begin_sign_in", "/api/auth/google");
    browser.get(
        "finish_sign_in",
        app.google
            .agree(Browser.location(begun))
            .replaceFirst("code=[^&]*", "error=access_denied"));
    assertThat(browser.me().status()).isEqualTo(200);

    String token = browser.cookie(Cookies.REFRESH).orElse("");
    for (String cookie : List.of("", "x", token + "A", token.replaceFirst(".", "_"))) {
      Browser other = app.browser();
      other.put(Cookies.REFRESH, "/", cookie);
      app.signIn(other, "bob");
      assertThat(other.me().status()).isEqualTo(200);
    }
    for (String name : List.of("__Secure-oo-refresh", "__host-oo-refresh", "oo-refresh")) {
      Browser other = app.browser();
      other.put(name, "/", token);
      app.signIn(other, "bob");
      assertThat(other.me().status()).isEqualTo(200);
    }
    assertThat(browser.me().status()).isEqualTo(200);
    assertThat(browser.refresh().status()).isEqualTo(204);
  }

  @Test
  void onePersonEndsOneOfTheirSessionsAndNoOthers() {
    Browser here = app.signedIn("ada");
    Browser there = app.signedIn("ada");
    Browser bob = app.signedIn("bob");

    for (String id : List.of(current(bob), UUID.randomUUID().toString(), current(there))) {
      Reply reply = end(here, id);
      assertThat(reply.status()).as(id).isEqualTo(204);
      assertThat(reply.headers()).noneMatch(h -> h.name().equals("Set-Cookie"));
      assertThat(end(here, id).status()).isEqualTo(204);
    }
    assertThat(bob.me().status()).isEqualTo(200);
    assertThat(there.me().status()).isEqualTo(401);
    assertThat(there.refresh().status()).isEqualTo(401);
    assertThat(sessions(here)).hasSize(1);
    for (String id : List.of("1", "null", current(here).replace("-", ""), "..")) {
      assertThat(end(here, id).status()).as(id).isEqualTo(404);
    }

    assertThat(end(here, current(here)).status()).isEqualTo(204);
    assertThat(here.cookie(Cookies.ACCESS)).isEmpty();
    assertThat(here.cookie(Cookies.REFRESH)).isEmpty();
    assertThat(app.count("session where ended_why = 'signed_out'")).isEqualTo(2);
  }

  @Test
  void whatCannotBeUndoneNeedsASignInOfTheLastFifteenMinutes() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    String elsewhere = current(app.signedIn("ada"));
    app.database.advance(Duration.ofMinutes(15));
    browser.refresh();
    assertThat(browser.write("export_profile", "POST", "/api/me/export", "").status())
        .isEqualTo(200);
    app.database.advance(Duration.ofSeconds(1));

    for (Reply reply :
        List.of(
            browser.write("export_profile", "POST", "/api/me/export", ""),
            browser.write("delete_profile", "DELETE", "/api/me", ""),
            browser.write("delete_profile", "DELETE", "/api/me?drop=true", ""),
            end(browser, elsewhere),
            end(browser, UUID.randomUUID().toString()))) {
      assertThat(reply.status()).isEqualTo(403);
      assertThat(Browser.text(reply)).contains("\"code\":\"sign_in_again\"");
    }
    assertThat(app.count("app_user where deleted_at is null")).isEqualTo(1);

    Reply begun = again(browser);
    assertThat(Browser.query(URI.create(Browser.location(begun))).get("login_hint"))
        .containsExactly("ada");
    app.google.subject = "ada";
    Reply back = browser.get("finish_sign_in", app.google.agree(Browser.location(begun)));

    assertThat(Browser.location(back)).isEqualTo(AuthApp.SITE + "/connect.html");
    assertThat(end(browser, elsewhere).status()).isEqualTo(204);
    assertThat(browser.write("delete_profile", "DELETE", "/api/me", "").status()).isEqualTo(202);
  }

  @Test
  void endingTheOwnSessionNeedsNoFreshOne() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    app.database.advance(Duration.ofHours(1));
    browser.refresh();

    assertThat(end(browser, current(browser)).status()).isEqualTo(204);
    assertThat(browser.me().status()).isEqualTo(401);
  }

  @Test
  void signingInAgainWithAnotherAccountIsRefusedAndChangesNothing() {
    Browser browser = app.signedIn("ada");
    Browser bob = app.signedIn("bob");
    for (String other : List.of("bob", "new")) {
      Reply begun = again(browser);
      app.google.subject = other;
      String address = app.google.agree(Browser.location(begun));

      assertThat(Browser.location(browser.get("finish_sign_in", address)))
          .isEqualTo(AuthApp.SITE + "/?problem=wrong_account");
      // The same callback again has the same answer.
      assertThat(Browser.location(browser.get("finish_sign_in", address)))
          .isEqualTo(AuthApp.SITE + "/?problem=wrong_account");
    }

    assertThat(browser.me().status()).isEqualTo(200);
    assertThat(bob.me().status()).isEqualTo(200);
    assertThat(app.count("app_user")).isEqualTo(2);
    assertThat(app.count("session")).isEqualTo(2);
  }

  @Test
  void signingInAgainWithoutASessionIsSigningIn() {
    Browser browser = app.browser();
    Reply begun = again(browser);
    assertThat(Browser.location(begun)).doesNotContain("login_hint");
    app.google.subject = "ada";

    browser.get("finish_sign_in", app.google.agree(Browser.location(begun)));

    assertThat(browser.me().status()).isEqualTo(200);
  }

  @Test
  void reuseIsLoggedAndToldAndIsNoSignOut() {
    app.database.setNow(START);
    Browser owner = app.signedIn("ada");
    Browser thief = owner.copy();
    owner.refresh();
    owner.me();
    app.database.advance(Duration.ofSeconds(15));
    app.log.clear();

    assertThat(thief.refresh().status()).isEqualTo(401);

    assertThat(app.log).hasSize(1);
    assertThat(app.log.getFirst())
        .containsEntry("event", "session_reuse")
        .containsEntry("level", "warn")
        .containsEntry("code", "session_ended")
        .containsKeys("user", "trace");
    assertThat(app.count("notice where kind = 'session_reuse' and seen_at is null")).isEqualTo(1);
    assertThat(app.ask("select ended_why from session", String.class)).isEqualTo("reused");

    app.log.clear();
    thief.write("sign_out", "POST", "/api/auth/sign-out", "");
    owner.refresh();
    assertThat(app.log.toString()).doesNotContain("session_reuse");
    assertThat(app.count("notice")).isEqualTo(1);
  }

  @Test
  void aTokenThatWasLeftIsFoundAtSignOutAndAtSignInToo() {
    app.database.setNow(START);
    for (String function : List.of("sign_out", "begin_sign_in")) {
      Browser owner = app.signedIn("ada");
      Browser thief = owner.copy();
      owner.refresh();
      owner.me();
      app.database.advance(Duration.ofSeconds(15));

      if (function.equals("sign_out")) {
        thief.write("sign_out", "POST", "/api/auth/sign-out", "{\"everywhere\":true}");
      } else {
        thief.get("begin_sign_in", "/api/auth/google");
      }

      assertThat(owner.me().status()).isEqualTo(401);
    }
    assertThat(app.count("session where ended_why = 'reused'")).isEqualTo(2);
  }

  @Test
  void theOperatorEndsTheSessionsOfOneUserOrOfEveryone() {
    app.google.email = "Ada@example.com";
    Browser ada = app.signedIn("ada");
    Browser adaElsewhere = app.signedIn("ada");
    app.google.email = "bob@example.com";
    Browser bob = app.signedIn("bob");
    String user = app.ask("select user_id::text from identity where subject = 'bob'", String.class);

    assertThat(endedByOperator("ada@example.co")).isZero();
    assertThat(endedByOperator("%")).isZero();
    assertThat(endedByOperator("ada@example.com")).isEqualTo(2);
    assertThat(endedByOperator("ada@example.com")).isZero();

    assertThat(ada.me().status()).isEqualTo(401);
    assertThat(adaElsewhere.refresh().status()).isEqualTo(401);
    assertThat(bob.me().status()).isEqualTo(200);
    assertThat(endedByOperator(user)).isEqualTo(1);
    assertThat(bob.me().status()).isEqualTo(401);

    app.signIn(ada, "ada");
    app.signIn(bob, "bob");
    assertThat(endedByOperator("everyone")).isEqualTo(2);
    assertThat(ada.me().status()).isEqualTo(401);
    assertThat(bob.refresh().status()).isEqualTo(401);
  }

  private int endedByOperator(String who) {
    return app.ask("select oo_end_sessions('" + who + "')", Integer.class);
  }

  private Reply end(Browser browser, String id) {
    return browser.write("end_session", "DELETE", "/api/me/sessions/" + id, "");
  }

  private static Reply again(Browser browser) {
    return browser.get("begin_sign_in", "/api/auth/google?return_to=/connect.html&again=1");
  }

  /** Google's redirect is from another site, so it brings no SameSite=Strict cookie. */
  private void signInFromAnotherSite(Browser browser, String subject) {
    app.google.subject = subject;
    Reply begun = browser.get("begin_sign_in", "/api/auth/google");
    Browser redirected = browser.copy();
    redirected.forget(Cookies.ACCESS);
    redirected.forget(Cookies.REFRESH);
    browser.keep(redirected.get("finish_sign_in", app.google.agree(Browser.location(begun))));
  }

  private static List<JsonNode> sessions(Browser browser) {
    return Json.mapper().readTree(browser.me().body()).path("sessions").valueStream().toList();
  }

  private static String current(Browser browser) {
    return sessions(browser).stream()
        .filter(session -> session.path("current").asBoolean(false))
        .map(session -> session.path("id").asString())
        .findFirst()
        .orElseThrow();
  }
}
