package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.contract.Json;
import oo.host.FunctionHost;
import oo.host.base.Secrets;
import oo.host.http.Reply;
import oo.host.http.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which mails a person wants: by the profile, and by the link of a mail, without a session. */
final class MailWishesIT {
  private static final String PATH = "/api/mail/stop";
  private static final String UNKNOWN = Secrets.random();

  private final AuthApp app = new AuthApp();

  @AfterEach
  void close() throws Exception {
    app.close();
  }

  @Test
  void theProfileSaysAndChangesWhichMailsThePersonWants() {
    app.settings.put("MAIL_FROM", "mail@oo.example");
    Browser ada = app.signedIn("ada");
    assertThat(wishes(ada)).isEqualTo("{\"reconnect\":true,\"session_reuse\":true}");

    assertThat(change(ada, "{\"mail\":{\"reconnect\":false,\"session_reuse\":true}}"))
        .isEqualTo(204);
    assertThat(wishes(ada)).isEqualTo("{\"reconnect\":false,\"session_reuse\":true}");
    assertThat(wishes(app.signedIn("bob")))
        .isEqualTo("{\"reconnect\":true,\"session_reuse\":true}");
  }

  @Test
  void whereNoMailIsSentTheProfileOffersNone() {
    assertThat(wishes(app.signedIn("ada"))).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"mail\":null}",
        "{\"mail\":{}}",
        "{\"mail\":{\"reconnect\":true}}",
        "{\"mail\":{\"reconnect\":\"true\",\"session_reuse\":true}}",
        "{\"mail\":{\"reconnect\":null,\"session_reuse\":true}}",
        "{\"mail\":{\"reconnect\":true,\"session_reuse\":true,\"news\":true}}"
      })
  void aChangeThatIsNotOfTheSchemaChangesNothing(String body) {
    Browser ada = app.signedIn("ada");
    assertThat(change(ada, body)).isEqualTo(400);
    assertThat(app.count("app_user where mail_reconnect and mail_session_reuse")).isEqualTo(1);
  }

  @Test
  void whoseSessionIsOverChangesNothing() {
    Browser ada = app.signedIn("ada");
    Browser copy = ada.copy();
    ada.write("sign_out", "POST", "/api/auth/sign-out", "");
    assertThat(change(copy, "{\"mail\":{\"reconnect\":false,\"session_reuse\":false}}"))
        .isEqualTo(401);
    assertThat(app.count("app_user where mail_reconnect and mail_session_reuse")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "reconnect, false, not mail_reconnect and mail_session_reuse",
    "session_reuse, false, mail_reconnect and not mail_session_reuse",
    "reconnect, true, not mail_reconnect and not mail_session_reuse",
    "session_reuse, true, not mail_reconnect and not mail_session_reuse",
  })
  void aLinkStopsItsKindOrAllAndTheSameAgainChangesNothing(String kind, boolean all, String left) {
    app.signedIn("ada");
    String token = mailed(kind);
    try (FunctionHost host = app.start()) {
      for (int i = 0; i < 3; i++) {
        assertThat(stop(host, Map.of("token", token, "all", "" + all), Map.of(), ""))
            .isEqualTo(204);
        assertThat(app.count("app_user where " + left)).isEqualTo(1);
      }
    }
  }

  /** What mail providers' servers send: RFC 8058, 3.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-www-form-urlencoded|List-Unsubscribe=One-Click",
        "multipart/form-data; boundary=x|--x Content-Disposition: form-data; name=List-Unsubscribe One-Click --x--",
        "text/plain|anything",
        "application/json|{",
        "''|''",
      })
  void aServersPostNeedsNoOriginAndNoForm(String type, String body) {
    app.signedIn("ada");
    String token = mailed("reconnect");
    try (FunctionHost host = app.start()) {
      assertThat(stop(host, Map.of("token", token), Map.of("Content-Type", type), body))
          .isEqualTo(204);
    }
    assertThat(app.count("app_user where not mail_reconnect")).isEqualTo(1);
  }

  @Test
  void aPageOfAnotherSiteGetsNothingFromTheSession() {
    Browser ada = app.signedIn("ada");
    try (FunctionHost host = app.start()) {
      assertThat(
              stop(
                  host,
                  Map.of("token", UNKNOWN, "all", "true"),
                  Map.of(
                      "Origin",
                      "https://evil.example",
                      "Cookie",
                      "__Host-oo-access=" + ada.cookie("__Host-oo-access").orElse("")),
                  ""))
          .isEqualTo(404);
    }
    assertThat(app.count("app_user where mail_reconnect and mail_session_reuse")).isEqualTo(1);
  }

  @Test
  void anUnknownTokenIsToldWhatToDoInstead() {
    app.signedIn("ada");
    mailed("reconnect");
    try (FunctionHost host = app.start()) {
      for (String token :
          List.of(UNKNOWN, "", "x", "a".repeat(10_000), "' or true --", UNKNOWN + "=")) {
        Reply reply = post(host, Map.of("token", token), Map.of(), "");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(Browser.text(reply)).contains("unknown_link", "Sign in");
      }
      assertThat(stop(host, Map.of(), Map.of(), "")).isEqualTo(404);
      assertThat(stop(host, Map.of("token", UNKNOWN, "all", "maybe"), Map.of(), "")).isEqualTo(400);
    }
    assertThat(app.count("app_user where mail_reconnect and mail_session_reuse")).isEqualTo(1);
    assertThat(app.log.toString()).doesNotContain(UNKNOWN);
  }

  @Test
  void openingALinkOrLookingAheadStopsNothing() {
    app.signedIn("ada");
    String token = mailed("reconnect");
    Browser any = app.browser();
    for (String method : List.of("GET", "HEAD")) {
      Reply reply =
          any.speculate(
              "open_mail_stop",
              method,
              PATH + "?token=" + token,
              Map.of("Sec-Purpose", "prefetch"));
      assertThat(reply.status()).isEqualTo(303);
      assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + "/mail.html#" + token);
    }
    assertThat(Browser.location(any.get("open_mail_stop", PATH + "?token=%0d%0aSet-Cookie:x")))
        .isEqualTo(AuthApp.SITE + "/mail.html#");
    assertThat(app.count("app_user where mail_reconnect and mail_session_reuse")).isEqualTo(1);
    assertThat(app.log.toString()).doesNotContain(token);
  }

  @Test
  void aDeletedUsersLinkIsUnknown() {
    app.signedIn("ada");
    String token = mailed("reconnect");
    app.run("update app_user set deleted_at = oo_now()");
    try (FunctionHost host = app.start()) {
      assertThat(stop(host, Map.of("token", token), Map.of(), "")).isEqualTo(404);
    }
  }

  /** Only an address that Google calls the person's gets mail. */
  @Test
  void anAddressThatGoogleDoesNotVerifyIsMarked() {
    Browser ada = app.signedIn("ada");
    assertThat(ada.me().status()).isEqualTo(200);
    assertThat(app.count("app_user where email is not null and not email_verified")).isEqualTo(1);
  }

  @Test
  void aReusedSessionIsMailedInTheTransactionThatEndsIt() {
    Browser ada = app.signedIn("ada");
    Browser thief = ada.copy();
    ada.refresh();
    ada.refresh();
    app.database.advance(java.time.Duration.ofMinutes(2));
    thief.refresh();
    assertThat(app.count("session where ended_why = 'reused'")).isEqualTo(1);
    assertThat(app.count("mail where kind = 'session_reuse' and state = 'waiting'")).isEqualTo(1);
  }

  private int change(Browser browser, String body) {
    return browser.write("change_profile", "PATCH", "/api/me", body).status();
  }

  private static String wishes(Browser browser) {
    return Json.mapper().readTree(browser.me().body()).path("mail").toString();
  }

  /** A mail of the only user that was sent, with this token in its link. */
  private String mailed(String kind) {
    String token = Secrets.random();
    app.run(
        """
        insert into mail (user_id, mail_id, kind, state, due_at, stop_hashes, traceparent, created_at)
        select user_id, '%s', '%s', 'sent', oo_now(), array['\\x%s'::bytea], '', oo_now() from app_user
        """
            .formatted(UUID.randomUUID(), kind, HexFormat.of().formatHex(Secrets.hash(token))));
    return token;
  }

  private static int stop(
      FunctionHost host, Map<String, String> query, Map<String, String> headers, String body) {
    return post(host, query, headers, body).status();
  }

  private static Reply post(
      FunctionHost host, Map<String, String> query, Map<String, String> headers, String body) {
    var queries = new LinkedHashMap<String, List<String>>();
    query.forEach((name, value) -> queries.put(name, List.of(value)));
    var sent = new LinkedHashMap<String, List<String>>();
    headers.forEach((name, value) -> sent.put(name, List.of(value)));
    return host.handle(
        "stop_mail",
        new Request("POST", PATH, Map.of(), queries, sent, body.getBytes(StandardCharsets.UTF_8)));
  }
}
