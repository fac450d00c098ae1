package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import oo.contract.Json;
import oo.images.lambda.FunctionConfig;
import oo.images.lambda.LambdaProcess;
import oo.images.lambda.Outcome.Failed;
import oo.images.lambda.Outcome.TimedOut;
import oo.postgres.TestDatabase;
import oo.template.FreshKeys;
import oo.template.Template.Route;
import oo.tests.journey.HttpPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stops a start, what ends an environment, and what SnapStart does to one. */
final class StartIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  private static FunctionConfig config(String function) {
    return shared.cloud().config(shared.cloud().resource(function));
  }

  private static FunctionConfig without(FunctionConfig config, String... names) {
    var environment = new HashMap<>(config.environment());
    for (String name : names) {
      environment.remove(name);
    }
    return FunctionConfig.of(config.name(), config.folder(), config.handler())
        .environment(environment)
        .timeout(config.timeout());
  }

  @Test
  void aMissingSettingStopsItByName() {
    try (LambdaProcess process =
        LambdaProcess.start(without(config("profile"), "SESSION_PUBLIC_KEYS"))) {
      assertThat(process.invoke("{}").outcome())
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                assertThat(failed.type()).isEqualTo("oo.host.base.MissingSettings");
                assertThat(failed.message()).contains("SESSION_PUBLIC_KEYS");
              });
    }
  }

  @Test
  void withoutItsNameItDoesNotStart() {
    try (LambdaProcess process = LambdaProcess.start(without(config("profile"), "FUNCTION_NAME"))) {
      assertThat(process.invoke("{}").outcome())
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.message()).contains("FUNCTION_NAME"));
    }
  }

  @Test
  void aNameThatItsArtefactLacksStopsItAndNamesThoseItHas() {
    var config = config("profile").environment(Map.of("FUNCTION_NAME", "recommend"));
    try (LambdaProcess process = LambdaProcess.start(config)) {
      assertThat(process.invoke("{}").outcome())
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> assertThat(failed.message()).contains("\"recommend\"", "profile"));
    }
  }

  @Test
  void whoWaitsTooLongIsKilledAndTheNextIsServed() throws SQLException {
    HttpPerson person = shared.cloud().person().signIn("late@example.com");
    byte[] event = me(person);
    try (var function = new LambdaFunction(config("profile").timeout(Duration.ofSeconds(4)))) {
      function.start();
      try (Connection lock = shared.cloud().backends.database.dataSource().getConnection();
          Statement statement = lock.createStatement()) {
        lock.setAutoCommit(false);
        statement.execute("lock table session in access exclusive mode");
        assertThat(function.invoke(event).outcome()).isEqualTo(new TimedOut(Duration.ofSeconds(4)));
        lock.rollback();
      }
      assertThat(function.invoke(event).text()).contains("\"statusCode\":200");
    }
  }

  @Test
  void asSnapStartStartsItNoConnectionIsInTheSnapshot() {
    try (TestDatabase own = TestDatabase.create();
        LambdaProcess process =
            LambdaProcess.start(
                config("recommend_health")
                    .environment(Map.of("DATABASE_URL", own.url()))
                    .checkpointed(true))) {
      process.awaitCheckpoint();
      assertThat(connections(own)).as("while the snapshot is taken").isZero();

      process.restore();
      process.awaitInitialised();

      assertThat(connections(own)).as("when it is restored").isEqualTo(1);
    }
  }

  /** The snapshot was taken with another key set, as one is weeks later. */
  @Test
  void asSnapStartRestoresItItsSecretsAreThoseOfNow() throws IOException {
    LambdaCloud cloud = shared.cloud();
    HttpPerson person = cloud.person().signIn("rotated@example.com");
    var secret = new AtomicReference<>(FreshKeys.fresh().get("SESSION_PUBLIC_KEYS"));
    var reads = new AtomicInteger();
    HttpServer manager = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    manager.createContext(
        "/",
        exchange -> {
          reads.incrementAndGet();
          byte[] answer =
              Json.mapper().writeValueAsBytes(Map.of("Name", "keys", "SecretString", secret.get()));
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    manager.start();
    byte[] event = me(person);
    try (LambdaProcess process =
        LambdaProcess.start(
            config("profile")
                .environment(
                    Map.of(
                        "SESSION_PUBLIC_KEYS",
                        "secret:arn:aws:secretsmanager:x:1:secret:keys",
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                        "http://127.0.0.1:" + manager.getAddress().getPort()))
                .checkpointed(true))) {
      process.awaitCheckpoint();
      assertThat(reads).hasValue(1);
      Thread.sleep(Duration.ofSeconds(6)); // The library keeps what it read for five seconds.
      secret.set(cloud.backends.settings().get("SESSION_PUBLIC_KEYS"));

      process.restore();

      assertThat(process.invoke(event).text()).contains("\"statusCode\":200");
      assertThat(reads).hasValue(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      manager.stop(0);
    }
  }

  private static byte[] me(HttpPerson person) {
    return Recorded.bytes(
        Recorded.request(
            (Route) shared.cloud().resource("profile").trigger(),
            "/api/me",
            Map.of(),
            Map.of(),
            Map.of("Cookie", List.of(person.cookieHeader())),
            new byte[0]));
  }

  /** Those that functions have. */
  private static int connections(TestDatabase database) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select count(*) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()"
                    + " and backend_type = 'client backend'")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
