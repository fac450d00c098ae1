package oo.standins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import oo.standins.control.TodoistControl;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.standins.fault.RequestJournal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

class FaultsIT {

  private Todoist todoist = new Todoist();
  private TodoistControl control = todoist.control;
  private String access = "";
  private String task = "";

  @BeforeEach
  void connect() throws Exception {
    access = todoist.connect("a@example.com").access();
    task = control.add(control.accounts().getFirst().id(), "a task").id();
  }

  @AfterEach
  void stop() {
    todoist.close();
  }

  private Browser.Answer close() throws Exception {
    return todoist.sync(
        access, Map.of("commands", Todoist.list(Todoist.command("item_close", task))));
  }

  private int user() throws Exception {
    return todoist.get("/api/v1/user", access).status();
  }

  private boolean done() {
    return control.task(task).checked();
  }

  @Test
  void refusesAndSaysWhenToComeBack() throws Exception {
    control.fault(InjectedFault.of(FaultKind.TOO_MANY_REQUESTS).times(1).retryAfter(7));
    Browser.Answer answer = close();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.headers()).containsEntry("retry-after", "7");
    assertThat(done()).isFalse();
    assertThat(close().status()).isEqualTo(200);
    assertThat(done()).isTrue();
  }

  @Test
  void failsWithoutDoingIt() throws Exception {
    control.fault(FaultKind.SERVER_ERROR, 1);
    assertThat(close().status()).isEqualTo(500);
    control.fault(FaultKind.UNAVAILABLE, 2);
    assertThat(close().status()).isEqualTo(503);
    assertThat(close().status()).isEqualTo(503);
    assertThat(done()).isFalse();
    assertThat(close().status()).isEqualTo(200);
  }

  @Test
  void appliesToTheChosenRequestsOnly() throws Exception {
    control.fault(
        InjectedFault.of(FaultKind.SERVER_ERROR).onPath("/api/v1/sync").onCommand("item_close"));
    assertThat(user()).isEqualTo(200);
    assertThat(todoist.read(access, "*").path("items").size()).isEqualTo(1);
    assertThat(close().status()).isEqualTo(500);
    control.clearFaults();
    assertThat(close().status()).isEqualTo(200);
  }

  @Test
  void isSlow() throws Exception {
    control.fault(InjectedFault.of(FaultKind.SLOW).times(1).millis(400));
    long start = System.nanoTime();
    assertThat(user()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void hangsWithoutDoingIt() {
    control.fault(InjectedFault.of(FaultKind.HANG).times(1).millis(300));
    assertThatThrownBy(this::close).isInstanceOf(IOException.class);
    assertThat(done()).isFalse();
  }

  @Test
  void hangsAfterDoingIt() throws Exception {
    control.fault(InjectedFault.of(FaultKind.TIMEOUT_AFTER_COMMIT).times(1));
    CompletableFuture<Void> answered =
        CompletableFuture.runAsync(() -> {
          try {
            close();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!done() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(done()).isTrue();
    assertThat(answered).isNotDone();
  }

  @Test
  void losesTheAnswer() {
    control.fault(FaultKind.ANSWER_LOST, 1);
    assertThatThrownBy(this::close).isInstanceOf(IOException.class);
    assertThat(done()).isTrue();
  }

  @Test
  void isDownUntilItIsUpAgain() throws Exception {
    control.fault(FaultKind.DOWN);
    assertThatThrownBy(this::user)
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(SocketException.class);
    assertThatThrownBy(this::close).isInstanceOf(IOException.class);
    assertThat(control.accounts()).as("the control surface stays up").hasSize(1);
    control.clearFaults();
    assertThat(user()).isEqualTo(200);
    assertThat(done()).isFalse();
  }

  @Test
  void sendsHalfOfItsJson() throws Exception {
    control.fault(FaultKind.MALFORMED_JSON, 1);
    Browser.Answer answer = close();
    assertThat(answer.status()).isEqualTo(200);
    assertThatThrownBy(answer::json).isInstanceOf(JacksonException.class);
  }

  @Test
  void writesAJournalWithoutSecrets() throws Exception {
    control.clearJournal();
    ObjectNode command = Todoist.command("item_close", task);
    control.fault(FaultKind.SERVER_ERROR, 1);
    Browser.post(
        todoist.url("/api/v1/sync?secret=in-the-query"),
        Map.of("commands", Todoist.list(command)),
        "Authorization",
        "Bearer " + access,
        "traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    var tokens = todoist.connect("b@example.com");
    todoist.refresh(tokens.refresh());
    List<RequestJournal.Entry> entries = control.journal();
    RequestJournal.Entry first = entries.getFirst();
    assertThat(first.method()).isEqualTo("POST");
    assertThat(first.path()).isEqualTo("/api/v1/sync");
    assertThat(first.status()).isEqualTo(500);
    assertThat(first.fault()).isEqualTo("server_error");
    assertThat(first.operations().getFirst().type()).isEqualTo("item_close");
    assertThat(first.operations().getFirst().uuid()).isEqualTo(command.path("uuid").asString());
    assertThat(first.headers()).contains("authorization", "traceparent").isSorted();
    assertThat(entries.getLast().operations().getFirst().type()).isEqualTo("refresh_token");
    assertThat(control.journal(entries.getLast().number())).isEmpty();
    assertThat(entries.toString())
        .doesNotContain(access, tokens.access(), tokens.refresh(), "in-the-query", task);
  }
}
