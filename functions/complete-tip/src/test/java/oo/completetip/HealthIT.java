package oo.completetip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import oo.connectors.DeliveryResult.Outcome;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.MissingSettings;
import oo.host.base.Settings;
import oo.host.base.Uuid7;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The module's health, and the settings that it requires. */
final class HealthIT {
  private static final TipApp APP = new TipApp();

  @AfterAll
  static void close() {
    APP.close();
  }

  @Test
  void allIsGreen() {
    Answer health = APP.health();

    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body().path("checks").valueStream().map(c -> c.path("name").asString()))
        .containsExactly(
            "database",
            "schema",
            "writing",
            "session keys",
            "vault",
            "scripted",
            "outbox of taps",
            "outbox of events",
            "dead letters of deliver_completions",
            "last sweep",
            "version");
  }

  @Test
  void howTheLastCallWentIsShown() {
    var person = new Person(APP);
    person.hasTasks("milk");
    person.complete(person.sees("milk"), Uuid7.next());
    APP.source.answers(new Outcome.Unknown(null, "Scripted did not answer in time."));
    APP.deliver();
    assertThat(APP.health().status()).isEqualTo(503);
    assertThat(APP.health().body().toString()).contains("Scripted did not answer in time.");

    APP.source.forget();
    APP.advance(Duration.ofMinutes(2));
    APP.sweep();
    assertThat(APP.health().status()).isEqualTo(200);
    assertThat(APP.health().body().toString()).contains("It answers.");
  }

  @Test
  void aDatabaseThatIsDownIsSaidInWords() {
    try (var app = new TipApp()) {
      app.pool.setConnectionTimeout(250);
      app.testDatabase.stopServer();

      Answer health = app.health();
      var person = TipApp.cookie(Uuid7.next(), Uuid7.next());
      Answer tap =
          app.call(
              "complete",
              person,
              Uuid7.next().toString(),
              "{\"event_id\":\"" + Uuid7.next() + "\"}");

      assertThat(health.status()).isEqualTo(503);
      assertThat(health.body().toString()).contains("Start PostgreSQL").doesNotContain("Exception");
      assertThat(tap.holds()).isEqualTo("503 database_unavailable");
      app.testDatabase.startServer();
    }
  }

  @Test
  void whatIsMissingStopsTheStartByName() {
    for (String name :
        List.of("SITE_ORIGIN", "SESSION_PUBLIC_KEYS", "VAULT_KEYS", "DELIVER_QUEUE")) {
      Map<String, String> less = new HashMap<>(APP.settings);
      less.put("TODOIST_CLIENT_ID", "oo");
      less.put("TODOIST_CLIENT_SECRET", "secret");
      less.remove(name);

      assertThatThrownBy(() -> start(less))
          .isInstanceOf(MissingSettings.class)
          .hasMessageContaining("complete-tip: " + name);
    }
  }

  private static void start(Map<String, String> settings) {
    FunctionHost.start(
            List.of(new CompleteTipWiring()),
            module -> new Settings(settings),
            new Platform() {
              @Override
              public DataSource dataSource(Settings own) {
                return APP.testDatabase.dataSource();
              }

              @Override
              public MessageQueue queue(Settings own) {
                return (queue, messages) -> {};
              }

              @Override
              public ObjectStore objects(Settings own) {
                throw new UnsupportedOperationException();
              }
            },
            line -> {})
        .close();
  }
}
