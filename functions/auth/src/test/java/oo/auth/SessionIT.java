package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionIT {
  private static final Instant START = Instant.parse("2031-03-01T12:00:00Z");

  private final AuthApp app = new AuthApp();

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void fiftyRefreshesAtOnceGiveFiftySuccessorsAndNoLogout() throws Exception {
    Browser browser = app.signedIn("ada");

    List<Reply> replies =
        AuthApp.atOnce(50, () -> browser.ask("refresh_session", "POST", "/api/auth/refresh", ""));

    var successors = new HashSet<String>();
    for (Reply reply : replies) {
      assertThat(reply.status()).isEqualTo(204);
      successors.add(browser.copy().refreshCookieOf(reply));
    }
    assertThat(successors).hasSize(50);
    for (Reply reply : replies) {
      browser.keep(reply);
      assertThat(browser.me().status()).isEqualTo(200);
    }
    assertThat(browser.refresh().status()).isEqualTo(204);
  }

  @Test
  void aLostAnswerCanBeRequestedAgainHalfAMinuteLater() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    assertThat(browser.refresh().status()).isEqualTo(204);

    for (int lost = 0; lost < 3; lost++) {
      assertThat(browser.ask("refresh_session", "POST", "/api/auth/refresh", "").status())
          .isEqualTo(204);
      app.database.advance(Duration.ofSeconds(30));
    }

    assertThat(browser.refresh().status()).isEqualTo(204);
    assertThat(browser.me().status()).isEqualTo(200);
    assertThat(browser.refresh().status()).isEqualTo(204);
  }

  @Test
  void thePredecessorIsHonouredForTenSecondsAfterItsSuccessorWasUsedAndGetsNothing() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    Browser behind = browser.copy();
    browser.refresh();
    app.database.advance(Duration.ofHours(1));
    browser.refresh();

    app.database.advance(Duration.ofSeconds(9));
    Reply late = behind.ask("refresh_session", "POST", "/api/auth/refresh", "");
    assertThat(late.status()).isEqualTo(204);
    assertThat(late.headers()).noneMatch(header -> header.name().equals("Set-Cookie"));

    app.database.advance(Duration.ofSeconds(2));
    assertThat(Browser.text(behind.refresh())).contains("session_ended");
    assertThat(browser.refresh().status()).isEqualTo(401);
    assertThat(app.ask("select ended_why from session", String.class)).isEqualTo("reused");
  }

  @Test
  void anOlderTokenEndsTheFamilyAndItsAccessAtOnce() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    Browser thief = browser.copy();
    browser.refresh();
    assertThat(browser.me().status()).isEqualTo(200);
    app.database.advance(Duration.ofSeconds(11));

    assertThat(thief.refresh().status()).isEqualTo(401);

    assertThat(browser.me().status()).isEqualTo(401);
    assertThat(Browser.text(browser.me())).contains("\"code\":\"session_ended\"");
    assertThat(browser.refresh().status()).isEqualTo(401);
  }

  @Test
  void aLateAnswerNeverPutsAnOlderCookieBack() {
    Browser browser = app.signedIn("ada");
    Browser slow = browser.copy();
    browser.refresh();
    browser.refresh();
    String newest = browser.cookie(Cookies.REFRESH).orElse("");
    // The slow request has generation 1, while 2 is the newest that was used.
    browser.keep(slow.ask("refresh_session", "POST", "/api/auth/refresh", ""));

    assertThat(browser.cookie(Cookies.REFRESH)).hasValue(newest);
  }

  @Test
  void aRefusalClearsNoCookieBecauseItMayComeLate() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    Browser old = browser.copy();
    browser.refresh();
    browser.refresh();
    app.database.advance(Duration.ofSeconds(11));
    Reply refusal = old.ask("refresh_session", "POST", "/api/auth/refresh", "");
    assertThat(refusal.status()).isEqualTo(401);

    app.signIn(browser, "ada");
    browser.keep(refusal);

    assertThat(browser.me().status()).isEqualTo(200);
  }

  @Test
  void aTamperedTokenIsRefusedAndEndsNothing() {
    Browser browser = app.signedIn("ada");
    String token = browser.cookie(Cookies.REFRESH).orElse("");
    for (int at = 0; at < token.length(); at++) {
      Browser forger = browser.copy();
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      forger.put(Cookies.REFRESH, "/", token.substring(0, at) + other + token.substring(at + 1));
      assertThat(forger.refresh().status()).as("character " + at).isEqualTo(401);
    }
    for (String garbage : List.of("", "x", token + ".", token + "A", "." + token, "..")) {
      Browser forger = browser.copy();
      forger.put(Cookies.REFRESH, "/", garbage);
      assertThat(forger.refresh().status()).as(garbage).isEqualTo(401);
    }

    assertThat(browser.refresh().status()).isEqualTo(204);
    assertThat(app.count("session where ended_at is null")).isEqualTo(1);
  }

  @Test
  void keysRotateWithoutALogout() {
    Browser browser = app.signedIn("ada");
    String oldRefresh = app.settings.get("REFRESH_KEYS");
    var fresh = GeneratedKeys.make();
    app.settings.put("REFRESH_KEYS", fresh.get("REFRESH_KEYS") + ", " + oldRefresh);

    Browser after = browser.copyOn(app.start());
    assertThat(after.refresh().status()).isEqualTo(204);
    assertThat(after.cookie(Cookies.REFRESH).orElse(""))
        .contains("." + fresh.get("REFRESH_KEYS").split(":", 2)[0] + ".");

    app.settings.put("REFRESH_KEYS", fresh.get("REFRESH_KEYS"));
    Browser later = after.copyOn(app.start());
    assertThat(later.refresh().status()).isEqualTo(204);
    // A token of the removed key requires a new sign-in; the family continues.
    assertThat(browser.copyOn(app.start()).refresh().status()).isEqualTo(401);
    assertThat(later.refresh().status()).isEqualTo(204);
  }

  @Test
  void sessionsEndThirtyDaysAfterTheyBeganHoweverOftenTheyAreRefreshed() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    for (int day = 0; day < 29; day++) {
      app.database.advance(Duration.ofDays(1));
      assertThat(browser.refresh().status()).isEqualTo(204);
    }
    app.database.advance(Duration.ofHours(23).plusMinutes(55));
    assertThat(browser.refresh().status()).isEqualTo(204);
    assertThat(browser.me().status()).isEqualTo(200);

    app.database.advance(Duration.ofMinutes(5).plusSeconds(1));

    assertThat(browser.refresh().status()).isEqualTo(401);
    assertThat(browser.me().status()).isEqualTo(401);
  }

  @Test
  void timeIsTheDatabasesAlone() throws Exception {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");

    var claims = SignedJWT.parse(browser.cookie(Cookies.ACCESS).orElse("")).getJWTClaimsSet();
    assertThat(claims.getIssueTime().toInstant()).isEqualTo(START);
    assertThat(claims.getExpirationTime().toInstant()).isEqualTo(START.plusSeconds(600));
    app.database.advance(Duration.ofSeconds(599));
    assertThat(browser.me().status()).isEqualTo(200);
    app.database.advance(Duration.ofSeconds(2));
    assertThat(Browser.text(browser.me())).contains("\"code\":\"session_expired\"");
    assertThat(browser.refresh().status()).isEqualTo(204);
    assertThat(browser.me().status()).isEqualTo(200);
  }

  @Test
  void aRefreshSaysThatThePersonIsHere() {
    app.database.setNow(START);
    Browser browser = app.signedIn("ada");
    app.database.advance(Duration.ofMinutes(9));
    browser.refresh();

    Instant then = START.plus(Duration.ofMinutes(9));
    assertThat(app.count("session where last_seen_at = '" + then + "'")).isEqualTo(1);
    assertThat(app.count("app_user where seen_at = '" + then + "'")).isEqualTo(1);
  }

  @Test
  void signingOutEndsThisSessionOnly() {
    Browser here = app.signedIn("ada");
    Browser there = app.signedIn("ada");

    Reply reply = here.write("sign_out", "POST", "/api/auth/sign-out", "{\"everywhere\":false}");

    assertThat(reply.status()).isEqualTo(204);
    assertThat(here.cookie(Cookies.ACCESS)).isEmpty();
    assertThat(here.cookie(Cookies.REFRESH)).isEmpty();
    assertThat(there.me().status()).isEqualTo(200);
    assertThat(app.count("session where ended_why = 'signed_out'")).isEqualTo(1);
  }

  @Test
  void signingOutEndsAccessAtOnce() {
    Browser here = app.signedIn("ada");
    Browser kept = here.copy();

    here.write("sign_out", "POST", "/api/auth/sign-out", "");

    assertThat(kept.me().status()).isEqualTo(401);
    assertThat(kept.refresh().status()).isEqualTo(401);
  }

  @Test
  void signingOutEverywhereEndsOnlyTheUsersSessions() {
    Browser here = app.signedIn("ada");
    Browser there = app.signedIn("ada");
    Browser other = app.signedIn("bob");

    here.write("sign_out", "POST", "/api/auth/sign-out", "{\"everywhere\":true}");

    assertThat(there.me().status()).isEqualTo(401);
    assertThat(there.refresh().status()).isEqualTo(401);
    assertThat(other.me().status()).isEqualTo(200);
  }

  @Test
  void anOldTokenCannotSignOutEverywhere() {
    app.database.setNow(START);
    Browser here = app.signedIn("ada");
    Browser there = app.signedIn("ada");
    Browser thief = here.copy();
    here.refresh();
    here.refresh();
    app.database.advance(Duration.ofSeconds(11));

    thief.write("sign_out", "POST", "/api/auth/sign-out", "{\"everywhere\":true}");

    assertThat(there.me().status()).isEqualTo(200);
    assertThat(here.me().status()).isEqualTo(401);
  }

  @Test
  void signingOutWithoutASessionIsQuiet() {
    Browser anonymous = app.browser();
    Reply reply = anonymous.write("sign_out", "POST", "/api/auth/sign-out", "");
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers().stream().filter(h -> h.name().equals("Set-Cookie"))).hasSize(2);

    Browser over = app.signedIn("ada");
    Browser again = over.copy();
    over.write("sign_out", "POST", "/api/auth/sign-out", "");
    assertThat(again.write("sign_out", "POST", "/api/auth/sign-out", "").status()).isEqualTo(204);
    assertThat(app.count("session where ended_why = 'signed_out'")).isEqualTo(1);
  }

  @Test
  void theCookiesAreTheOnesThatTheContractNames() {
    Browser browser = app.browser();
    Reply signedIn = app.signIn(browser, "ada");
    List<String> cookies =
        signedIn.headers().stream()
            .filter(header -> header.name().equals("Set-Cookie"))
            .map(header -> header.value())
            .toList();

    assertThat(cookies)
        .anyMatch(c ->
            c.startsWith("__Host-oo-access=")
                && c.endsWith("; Path=/; Max-Age=1209600; HttpOnly; Secure; SameSite=Strict"))
        .anyMatch(c ->
            c.startsWith("__Host-oo-refresh=")
                && c.endsWith("; Path=/; Max-Age=1209600; HttpOnly; Secure; SameSite=Strict"));
  }

  @Test
  void noTokenIsLogged() {
    Browser browser = app.signedIn("ada");
    browser.refresh();
    browser.me();

    for (String secret :
        List.of(
            browser.cookie(Cookies.ACCESS).orElse(""),
            browser.cookie(Cookies.REFRESH).orElse(""),
            "code-1",
            MaliciousGoogle.SECRET,
            "ada@example.com")) {
      assertThat(app.log.toString()).doesNotContain(secret);
    }
    assertThat(app.log).anyMatch(line -> line.containsKey("user"));
  }
}
