package oo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import oo.host.base.MissingSetting;
import oo.host.sql.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus reads, where it reads it, and where it does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MetricsIT {
  private static final Pattern METRIC = Pattern.compile("\\boo_\\w+");

  private final HttpClient client = HttpClient.newHttpClient();
  private StartedServer oo;

  @BeforeAll
  void start() throws Exception {
    oo = new StartedServer(Map.of("METRICS_LISTEN", "127.0.0.1:0"));
  }

  @AfterAll
  void stop() {
    oo.close();
  }

  private String scraped() {
    return scraped(oo);
  }

  private String scraped(StartedServer from) {
    String address = "http://127.0.0.1:" + from.server.metricsPort().orElseThrow() + "/metrics";
    try {
      HttpResponse<String> reply =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
      return reply.body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private double value(String series) {
    return scraped()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private void execute(String sql) {
    new Database(oo.database.dataSource()).execute(db -> db.sql(sql).update());
  }

  @Test
  void requestsMessagesAndTicksAreCounted() throws Exception {
    double before = value("oo_requests_total{function=\"profile\",status=\"2xx\"}");
    oo.get("/api/me");
    assertThat(value("oo_requests_total{function=\"profile\",status=\"2xx\"}"))
        .isEqualTo(before + 1);
    assertThat(value("oo_request_seconds_count{function=\"profile\"}")).isPositive();
    assertThat(value("oo_requests_total{function=\"profile\",status=\"5xx\"}")).isZero();

    oo.wiring.failing = "poison";
    oo.write("POST", "/api/signals/fetch?words=fine,poison", new byte[0]);
    ServerIT.await(
        () -> value("oo_runs_total{function=\"fetch_signals\",outcome=\"failed\"}") == 1);
    ServerIT.await(() -> value("oo_runs_total{function=\"fetch_signals\",outcome=\"ok\"}") >= 1);
    ServerIT.await(() -> value("oo_runs_total{function=\"schedule_fetches\",outcome=\"ok\"}") >= 1);
    assertThat(value("oo_schedule_ran_timestamp_seconds{function=\"schedule_fetches\"}"))
        .isGreaterThan(1.7e9);
  }

  @Test
  void whatWaitsInQueuesIsReadFromTheDatabase() throws Exception {
    execute(
        """
        insert into oo_runtime.message (message_id, queue, body, visible_at, sent_at) values
          (gen_random_uuid(), 'FetchDeadLetters', '{}', oo_now(), oo_now() - interval '1 day'),
          (gen_random_uuid(), 'DeliverQueue', '{}', oo_now(), oo_now() - interval '20 minutes'),
          (gen_random_uuid(), 'DeliverQueue', '{}', oo_now() + interval '1 hour', oo_now())
        """);
    ServerIT.await(() -> value("oo_dead_letters{queue=\"FetchQueue\"}") == 1);
    assertThat(value("oo_dead_letters{queue=\"DeliverQueue\"}")).isZero();
    assertThat(value("oo_queue_messages{queue=\"DeliverQueue\"}")).isEqualTo(2);
    assertThat(value("oo_queue_oldest_seconds{queue=\"DeliverQueue\"}"))
        .isBetween(1_200.0, 1_260.0);
    assertThat(value("oo_queue_oldest_seconds{queue=\"RevokeQueue\"}")).isZero();
    assertThat(value("oo_database_up")).isEqualTo(1);
  }

  @Test
  void aDatabaseThatIsDownIsToldInTimeAndNothingOldIsShown() throws Exception {
    ServerIT.await(() -> value("oo_database_up") == 1);
    oo.database.stopServer();
    try {
      ServerIT.await(() -> value("oo_database_up") == 0);
      assertThat(scraped()).doesNotContain("oo_dead_letters{").contains("oo_requests_total{");
    } finally {
      oo.database.startServer();
    }
    ServerIT.await(() -> value("oo_database_up") == 1);
  }

  @Test
  void thePublicPortDoesNotServeThem() throws Exception {
    for (String path :
        new String[] {"/metrics", "/api/metrics", "/metrics/", "/%6detrics", "/-/healthy"}) {
      HttpResponse<String> reply = oo.get(path);
      assertThat(reply.statusCode()).as(path).isEqualTo(404);
      assertThat(reply.body()).as(path).doesNotContain("oo_");
    }
    assertThat(oo.server.metricsPort().orElseThrow()).isNotEqualTo(oo.server.port());
  }

  @Test
  void everyMetricOfTheRulesAndTheDashboardIsThere() throws Exception {
    try (var other =
        new StartedServer(
            Map.of(
                "METRICS_LISTEN",
                "127.0.0.1:0",
                "BACKUP_FOLDER",
                "/var/backups/oo",
                "LIMITS",
                "reads.address=1/3600/1"))) {
      ServerIT.await(() -> limited(other));
      ServerIT.await(() -> scraped(other).contains("oo_schedule_ran_timestamp_seconds{"));

      var there = new TreeSet<String>();
      scraped(other)
          .lines()
          .filter(line -> line.startsWith("oo_"))
          .forEach(line -> there.add(line.replaceFirst("[{ ].*", "")));
      var used = new TreeSet<String>();
      for (String file : new String[] {"alerts.yml", "dashboard.json"}) {
        METRIC
            .matcher(Files.readString(Path.of("../monitoring", file)))
            .results()
            .forEach(name -> used.add(name.group()));
      }
      assertThat(used).hasSizeGreaterThan(12);
      assertThat(there).containsAll(used);
      // And what is there is looked at somewhere.
      there.removeIf(name -> name.matches(".*_(sum|count|created)"));
      assertThat(used).containsAll(there);
    }
  }

  private boolean limited(StartedServer other) {
    try {
      return other.get("/api/me").statusCode() == 429;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theyShowNothingOfAPerson() throws Exception {
    oo.get("/api/me?q=secret");
    assertThat(scraped()).doesNotContain("secret", "@", "traceparent");
  }

  @Test
  void withoutTheSettingThereIsNoListener() throws Exception {
    try (var other = new StartedServer()) {
      assertThat(other.server.metricsPort()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9464", "127.0.0.1", "127.0.0.1:port", "http://127.0.0.1:9464", "a b:1"})
  void aMalformedSettingStopsTheStart(String address) {
    assertThatThrownBy(() -> new StartedServer(Map.of("METRICS_LISTEN", address)))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("127.0.0.1:9464");
  }

  @Test
  void aPortThatIsTakenStopsTheStartInASentence() {
    String taken = "127.0.0.1:" + oo.server.metricsPort().orElseThrow();
    assertThatThrownBy(() -> new StartedServer(Map.of("METRICS_LISTEN", taken)))
        .isInstanceOf(MissingSetting.class)
        .hasMessageContaining("another program");
  }
}
