package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import oo.host.http.Reply;
import oo.standins.StandIns;
import oo.standins.StandInsConfig;
import oo.standins.control.ConsentPages;
import oo.standins.control.GoogleControl;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.standins.oauth.OAuthClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sign-in against the stand-in, which is as strict as Google. */
final class StandInGoogleIT {
  private static final String CALLBACK = AuthApp.SITE + "/api/auth/google/callback";

  private final AuthApp app = new AuthApp();
  private final StandIns standIns =
      StandIns.start(
          StandInsConfig.inMemory().googleClient(OAuthClient.of("oo", "s3cret", CALLBACK)));
  private final GoogleControl google = new GoogleControl(standIns.googleBase());

  StandInGoogleIT() {
    app.settings.put("GOOGLE_ISSUER", standIns.googleBase());
    app.settings.put("GOOGLE_BACK_CHANNEL", standIns.googleBase());
    app.settings.put("GOOGLE_CLIENT_ID", "oo");
    app.settings.put("GOOGLE_CLIENT_SECRET", "s3cret");
  }

  @AfterEach
  void close() {
    standIns.close();
    app.close();
  }

  @Test
  void aPersonSignsIn() {
    Browser browser = app.browser();

    assertThat(signIn(browser, "ada@example.com")).isEqualTo("/tip.html");

    assertThat(Browser.text(browser.me())).contains("\"email\":\"ada@example.com\"");
    assertThat(browser.refresh().status()).isEqualTo(204);
    assertThat(app.ask("select subject from identity", String.class))
        .isEqualTo(google.subOf("ada@example.com"));
  }

  @Test
  void whoCancelsIsToldSo() {
    Browser browser = app.browser();

    URI back = ConsentPages.cancel(consentPage(browser));

    assertThat(finish(browser, back)).isEqualTo("/?problem=denied");
  }

  @Test
  void aCodeIsGoodForOneUse() {
    Browser browser = app.browser();
    URI first = ConsentPages.signIn(consentPage(browser), "ada@example.com");
    URI second = ConsentPages.signIn(consentPage(browser), "ada@example.com");
    assertThat(finish(browser, first)).isEqualTo("/tip.html");

    // The code of another attempt, which is used and bound to another challenge.
    String code = Browser.query(first).get("code").getFirst();
    String stolen = second.toString().replaceAll("code=[^&]*", "code=" + code);

    assertThat(finish(browser, URI.create(stolen))).isEqualTo("/?problem=provider_refused");
  }

  @Test
  void aCodeOfAnotherAttemptIsRefusedForItsChallenge() {
    Browser browser = app.browser();
    URI mine = ConsentPages.signIn(consentPage(browser), "ada@example.com");
    Browser thief = app.browser();
    URI theirs = ConsentPages.signIn(consentPage(thief), "eve@example.com");
    String code = Browser.query(mine).get("code").getFirst();

    String injected = theirs.toString().replaceAll("code=[^&]*", "code=" + code);

    assertThat(finish(thief, URI.create(injected))).isEqualTo("/?problem=provider_refused");
    assertThat(app.count("session")).isZero();
  }

  @Test
  void aCodeThatExpiredIsRefused() {
    Browser browser = app.browser();
    URI back = ConsentPages.signIn(consentPage(browser), "ada@example.com");
    google.advance(Duration.ofMinutes(11));

    assertThat(finish(browser, back)).isEqualTo("/?problem=provider_refused");
  }

  @Test
  void keysThatGoogleRotatesAreFollowed() {
    Browser browser = app.browser();
    for (int rotation = 0; rotation < 3; rotation++) {
      if (rotation > 0) {
        google.rotateKey();
      }
      assertThat(signIn(browser, "ada@example.com")).as(app.log::toString).isEqualTo("/tip.html");
    }
  }

  @Test
  void aWrongClientSecretTurnsHealthRed() {
    app.settings.put("GOOGLE_CLIENT_SECRET", "wrong");
    Browser browser = app.browser();

    assertThat(signIn(browser, "ada@example.com")).isEqualTo("/?problem=provider_refused");

    assertThat(Browser.text(browser.get("auth_health", "/api/auth/health")))
        .contains("It refuses the client id or its secret.")
        .contains("GOOGLE_CLIENT_SECRET");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TOO_MANY_REQUESTS",
        "SERVER_ERROR",
        "UNAVAILABLE",
        "HANG",
        "TIMEOUT_AFTER_COMMIT",
        "ANSWER_LOST",
        "MALFORMED_JSON",
        "CONNECTION_RESET",
        "DOWN"
      })
  void whateverGoogleDoesThePersonLandsOnAPageAndCanTryAgain(FaultKind kind) {
    Browser browser = app.browser();
    URI back = ConsentPages.signIn(consentPage(browser), "ada@example.com");
    google.fault(InjectedFault.of(kind).onPath("/token"));
    long before = System.nanoTime();

    assertThat(finish(browser, back)).isEqualTo("/?problem=provider_down");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    assertThat(app.count("session")).isZero();
    assertThat(browser.get("auth_health", "/api/auth/health").status()).isEqualTo(503);
    google.clearFaults();
    assertThat(signIn(browser, "ada@example.com")).isEqualTo("/tip.html");
    assertThat(browser.get("auth_health", "/api/auth/health").status()).isEqualTo(200);
  }

  @Test
  void aSlowAnswerIsWaitedFor() {
    google.fault(InjectedFault.of(FaultKind.SLOW).millis(1_500).onPath("/token"));

    assertThat(signIn(app.browser(), "ada@example.com")).isEqualTo("/tip.html");
  }

  @Test
  void whileGoogleIsDownSignInSaysSoBeforeItSendsAnybodyThere() {
    google.fault(FaultKind.DOWN);

    Reply reply = app.browser().get("begin_sign_in", "/api/auth/google");

    assertThat(Browser.location(reply)).isEqualTo(AuthApp.SITE + "/?problem=provider_down");
  }

  private String signIn(Browser browser, String email) {
    return finish(browser, ConsentPages.signIn(consentPage(browser), email));
  }

  private static URI consentPage(Browser browser) {
    Reply begun = browser.get("begin_sign_in", "/api/auth/google?return_to=/tip.html");
    assertThat(begun.status()).isEqualTo(302);
    return URI.create(Browser.location(begun));
  }

  /** The redirect's path on the site. */
  private String finish(Browser browser, URI back) {
    assertThat(back.toString()).startsWith(CALLBACK + "?");
    Reply reply = browser.get("finish_sign_in", back.toString().substring(AuthApp.SITE.length()));
    assertThat(reply.status()).isEqualTo(303);
    assertThat(Browser.location(reply)).startsWith(AuthApp.SITE + "/");
    return Browser.location(reply).substring(AuthApp.SITE.length());
  }
}
