package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import oo.dev.event.Events;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.tests.journey.Loopback;
import oo.tests.journey.Oo;
import oo.tests.journey.Retry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** {@code sam local invoke} with every committed event, and {@code sam local start-api}. */
@ExtendWith(DockerCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SamIT {
  /** One function of each kind of trigger. */
  private static final Set<String> BRIEF = Set.of("recommend", "fetch_signals", "sweep_outbox");

  private SamCli sam;

  @BeforeAll
  void start() throws Exception {
    sam = new SamCli();
  }

  @AfterAll
  void stop() {
    if (sam != null) {
      sam.close();
    }
  }

  static Stream<EventFile> brief() {
    return EventFile.all().stream()
        .filter(event -> BRIEF.contains(event.function().name()))
        .filter(event -> !event.json().path("isBase64Encoded").asBoolean(false));
  }

  static Stream<EventFile> others() {
    List<EventFile> brief = brief().toList();
    return EventFile.all().stream().filter(event -> !brief.contains(event));
  }

  @Test
  void everyFunctionHasAnEvent() {
    assertThat(EventFile.all().stream().map(EventFile::function).distinct())
        .containsExactlyInAnyOrderElementsOf(EventFile.TEMPLATE.functions());
  }

  @Tag("brief")
  @ParameterizedTest
  @MethodSource("brief")
  void oneOfEachKindIsAnswered(EventFile event) throws Exception {
    isAnswered(event);
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherIsAnswered(EventFile event) throws Exception {
    isAnswered(event);
  }

  private void isAnswered(EventFile event) throws Exception {
    JsonNode answer = sam.invoke(event.function().id(), event.path());

    assertThat(answer.has("errorMessage")).as(answer.toString()).isFalse();
    if (event.http()) {
      assertThat(event.statuses()).contains(answer.path("statusCode").asInt());
    } else {
      assertThat(answer.path("batchItemFailures")).isEmpty();
    }
  }

  @Tag("brief")
  @Test
  void aSignedEventGetsATip() throws Exception {
    JsonNode answer = sam.invoke("Recommend", signed("recommend"));

    assertThat(answer.path("statusCode").asInt()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.path("body").asString()).contains("Look at what an event brings");
  }

  /** Writes an event as {@code ./oo event} does. */
  private Path signed(String name) throws Exception {
    var events =
        new Events(
            Oo.TREE,
            new Database(sam.backends.database.dataSource()),
            new Settings(sam.settings()));
    return sam.write(name + ".json", events.of(name).json());
  }

  @Test
  void startApiServesWhatThePagesAsk() throws Exception {
    int port = Loopback.freePort();
    Process api = sam.api(port);
    String site = "http://127.0.0.1:" + port;
    try {
      Retry.within(Duration.ofMinutes(3))
          .until(() -> assertThat(Loopback.status(site + "/api/recommend/health")).isEqualTo(200));
      assertThat(Loopback.status(site + "/api/me")).isEqualTo(401);
      assertThat(Loopback.status(site + "/api/auth/google")).isEqualTo(302);
    } finally {
      api.destroy();
      if (!api.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
        api.destroyForcibly();
      }
    }
  }
}
