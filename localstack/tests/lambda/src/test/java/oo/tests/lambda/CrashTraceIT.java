package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import oo.host.queue.Message;
import oo.images.lambda.LambdaProcess;
import oo.images.lambda.Outcome.Exited;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a row says of the process that died at it: the real artefact, killed in the middle. */
final class CrashTraceIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  @Test
  void aKilledReadingIsCountedAndTheNextOneEnds() throws Exception {
    String email = "killed@example.com";
    shared.cloud().backends.control.todoist().accountWithTasks(email, 3);
    connected(email);
    shared
        .cloud()
        .backends
        .control
        .todoist()
        .fault(InjectedFault.of(FaultKind.SLOW).millis(20_000).onPath("/api/v1/sync").times(1));
    try (LambdaProcess process = process("-Xmx256m")) {
      process.awaitInitialised();
      var call = CompletableFuture.supplyAsync(() -> process.invoke(hint(email)));
      Oo.eventually(() -> assertThat(of(email, "unfinished")).isEqualTo("1"));
      assertThat(call).as("it reads").isNotDone();
      process.kill();
      assertThat(call.get().outcome()).isInstanceOf(Exited.class);
    }

    assertThat(of(email, "attempts")).isEqualTo("1");
    shared.cloud().backends.control.todoist().clearFaults();
    shared.cloud().pass(Duration.ofSeconds(61));
    try (LambdaProcess process = process("-Xmx256m")) {
      process.invoke(hint(email));
    }
    assertThat(of(email, "read_at is not null")).isEqualTo("t");
    assertThat(of(email, "attempts")).isEqualTo("0");
    assertThat(of(email, "unfinished")).isEqualTo("0");
  }

  /**
   * A heap that is too small for the account ends the process, as Lambda's and Fn's limits do. The
   * heap of a first reading hardly grows with its tasks, so 32 MB are enough for these.
   */
  @Test
  void aReadingWithoutMemoryIsCountedAndTheFifthIsToldAndWithEnoughItEnds() {
    String email = "starved@example.com";
    shared.cloud().backends.control.todoist().accountWithTasks(email, 30_000);
    connected(email);
    dies(email);
    assertThat(of(email, "attempts")).isEqualTo("1");
    assertThat(error(email)).isEmpty();

    execute("update connection set unfinished = 4 where unfinished = 1");
    dies(email);
    assertThat(error(email)).contains("broke off five times");

    try (LambdaProcess process = process("-Xmx32m")) {
      process.awaitInitialised();
      process.invoke(hint(email));
    }
    assertThat(of(email, "read_at is not null")).isEqualTo("t");
    assertThat(error(email)).isEmpty();
  }

  private static void dies(String email) {
    try (LambdaProcess process = process("-Xmx12m")) {
      process.awaitInitialised();
      assertThat(process.invoke(hint(email)).outcome()).isInstanceOf(Exited.class);
    }
    shared.cloud().pass(Duration.ofMinutes(61));
  }

  /** What the person reads on the page of connections. */
  private static String error(String email) {
    return shared.cloud().person().signIn(email).connection().path("error").asString("");
  }

  private static LambdaProcess process(String heap) {
    LambdaCloud cloud = shared.cloud();
    return LambdaProcess.start(
        cloud
            .config(cloud.resource("fetch_signals"))
            .flags(heap, "-XX:+ExitOnOutOfMemoryError")
            .timeout(Duration.ofMinutes(3)));
  }

  /** Connected, and not read yet: its hint is lost. */
  private static void connected(String email) {
    LambdaCloud cloud = shared.cloud();
    cloud
        .backends
        .control
        .todoist()
        .fault(InjectedFault.of(FaultKind.UNAVAILABLE).onPath("/api/v1/sync"));
    cloud.person().signIn(email).connectOnly(email);
    Oo.eventually(() -> assertThat(of(email, "attempts > 0 and unfinished = 0")).isEqualTo("t"));
    cloud.backends.control.todoist().clearFaults();
    execute(
        "update connection set attempts = 0, last_error = null, due_at = oo_now() where user_id = (select user_id"
            + " from app_user where email = '"
            + email
            + "')");
    execute("delete from provider_gate");
  }

  private static String hint(String email) {
    return new String(
        Recorded.bytes(
            Recorded.batch(
                List.of(
                    Message.bodyOf(
                        Map.of(
                            "connections",
                            List.of(
                                Map.of(
                                    "user", of(email, "user_id"),
                                    "connection", of(email, "connection_id")))))))),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String of(String email, String column) {
    try (Connection connection = shared.cloud().backends.database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select "
                    + column
                    + " from connection join app_user using (user_id) where email = '"
                    + email
                    + "'")) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(String sql) {
    try (Connection connection = shared.cloud().backends.database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
