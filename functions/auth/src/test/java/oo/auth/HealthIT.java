package oo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import oo.contract.Health;
import oo.contract.HealthCheck;
import oo.contract.Json;
import oo.host.base.Settings;
import oo.host.health.Probes;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HealthIT {
  private final AuthApp app = new AuthApp();

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void allIsGreen() {
    Health health = health(200);

    assertThat(health.checks())
        .extracting(HealthCheck::name)
        .containsExactly(
            "database",
            "schema",
            "writing",
            "refresh keys",
            "session keys",
            "google",
            "last purge",
            "outbox of mails",
            "dead letters of send_mail",
            "version");
    assertThat(app.google.discoveries).hasValue(0);
  }

  @Test
  void aWellFormedWrongKeyUnderAKnownNameIsRed() {
    app.start().close();
    String kid = app.settings.get("REFRESH_KEYS").split(":", 2)[0];
    app.settings.put(
        "REFRESH_KEYS", kid + ":" + GeneratedKeys.make().get("REFRESH_KEYS").split(":", 2)[1]);

    HealthCheck check = red("refresh keys");

    assertThat(check.detail()).contains(kid);
    assertThat(check.mend()).contains("REFRESH_KEYS");
  }

  @Test
  void aNewKeyUnderANewNameIsGreen() {
    app.start().close();
    app.settings.put(
        "REFRESH_KEYS",
        GeneratedKeys.make().get("REFRESH_KEYS") + "," + app.settings.get("REFRESH_KEYS"));

    health(200);
  }

  @Test
  void publicKeysOfAnotherPairAreRed() {
    app.settings.put("SESSION_PUBLIC_KEYS", GeneratedKeys.make().get("SESSION_PUBLIC_KEYS"));

    assertThat(red("session keys").mend()).contains("SESSION_PUBLIC_KEYS");
  }

  @Test
  void publicKeysOfAnotherPairUnderTheSameNameAreRed() {
    Map<String, String> other = GeneratedKeys.make();
    String kid = app.settings.get("REFRESH_KEYS").split(":", 2)[0];
    String otherKid = other.get("REFRESH_KEYS").split(":", 2)[0];
    app.settings.put(
        "SESSION_PUBLIC_KEYS", other.get("SESSION_PUBLIC_KEYS").replace(otherKid, kid));

    red("session keys");
  }

  @Test
  void othersSeeWhetherTheirPublicKeysOpenWhatThisModuleSigns() {
    var database = new Database(app.database.dataSource());
    var right = AccessTokens.from(new Settings(app.settings));
    var otherKeys = new HashMap<>(GeneratedKeys.make());
    otherKeys.put("SITE_ORIGIN", AuthApp.SITE);
    var wrong = AccessTokens.from(new Settings(otherKeys));
    assertThat(Probes.sessionKeys(database, wrong).check().detail()).contains("Not compared yet");

    app.start().close();

    assertThat(Probes.sessionKeys(database, right).check().ok()).isTrue();
    assertThat(Probes.sessionKeys(database, wrong).check().mend()).contains("SESSION_PUBLIC_KEYS");
    // The stored probe is no valid token.
    Browser browser = app.browser();
    browser.put(
        Cookies.ACCESS,
        "/",
        app.ask(
            "select convert_from(probe, 'UTF8') from key_probe where purpose = 'session'",
            String.class));
    assertThat(browser.me().status()).isEqualTo(401);
  }

  @Test
  void aSignInLeavesTheProbesThatAStartBeforeTheTablesCouldNot() {
    app.run("alter table key_probe rename to key_probe_later");
    Browser browser = app.browser();
    app.run("alter table key_probe_later rename to key_probe");

    app.signIn(browser, "ada");

    var others = AccessTokens.from(new Settings(app.settings));
    assertThat(Probes.sessionKeys(new Database(app.database.dataSource()), others).check().detail())
        .isEqualTo("They verify what auth signs.");
    assertThat(app.count("key_probe where purpose = 'refresh'")).isEqualTo(1);
  }

  @Test
  void aDatabaseThatIsDownIsRedInWords() {
    var host = app.start();
    app.database.stopServer();
    try {
      Reply reply = new Browser(host).get("auth_health", "/api/auth/health");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(Browser.text(reply)).contains("Start PostgreSQL").doesNotContain("Exception");
    } finally {
      app.database.startServer();
    }
    assertThat(new Browser(host).get("auth_health", "/api/auth/health").status()).isEqualTo(200);
  }

  @Test
  void aProviderThatIsDownIsRedUntilItAnswers() {
    app.google.tokenStatus = 503;
    app.signIn(app.browser(), "ada");
    HealthCheck check = red("google");
    assertThat(check.detail()).contains("Its token endpoint answers 503.");

    app.google.tokenStatus = 200;
    app.signIn(app.browser(), "ada");
    health(200);
  }

  @Test
  void theRowIsWrittenWhenItChangesAndEveryTenSecondsOtherwise() {
    app.signIn(app.browser(), "ada");
    String first = app.ask("select xmin::text from provider_call", String.class);
    app.signIn(app.browser(), "ada");
    assertThat(app.ask("select xmin::text from provider_call", String.class)).isEqualTo(first);

    app.database.advance(Duration.ofSeconds(11));
    app.signIn(app.browser(), "ada");

    assertThat(app.ask("select xmin::text from provider_call", String.class)).isNotEqualTo(first);
  }

  @Test
  void noSecretIsShown() {
    app.signIn(app.browser(), "ada");
    String text = Browser.text(app.browser().get("auth_health", "/api/auth/health"));

    assertThat(text).doesNotContain(MaliciousGoogle.SECRET).doesNotContain(MaliciousGoogle.CLIENT);
    assertThat(text).doesNotContain(app.settings.get("REFRESH_KEYS").split(":", 2)[1]);
  }

  private Health health(int status) {
    Reply reply = app.browser().get("auth_health", "/api/auth/health");
    assertThat(reply.status()).as(Browser.text(reply)).isEqualTo(status);
    return Json.mapper().readValue(reply.body(), Health.class);
  }

  private HealthCheck red(String name) {
    HealthCheck found =
        health(503).checks().stream().filter(check -> !check.ok()).findFirst().orElseThrow();
    assertThat(found.name()).isEqualTo(name);
    return found;
  }
}
