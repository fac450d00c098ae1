package oo.standins;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import oo.standins.control.StandInsControl;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ControlIT {

  @TempDir static Path folder;

  private static StandIns standIns;
  private static StandInsControl control;

  @BeforeAll
  static void start() {
    standIns = StandIns.start(StandInsConfig.in(folder));
    control = StandInsControl.of(standIns);
  }

  @AfterAll
  static void stop() {
    standIns.close();
  }

  private static int post(String... headers) throws Exception {
    return Browser.send(
            Browser.builder(standIns.todoistBase() + "/control/faults", headers)
                .POST(HttpRequest.BodyPublishers.ofString("{\"kind\":\"slow\",\"times\":1}")))
        .status();
  }

  @Test
  void takesChangesFromItsOwnPageOnly() throws Exception {
    assertThat(post("Content-Type", "text/plain")).isEqualTo(403);
    assertThat(post("X-Stand-In", "1", "Origin", "https://evil.example")).isEqualTo(403);
    assertThat(post("X-Stand-In", "1", "Origin", standIns.googleBase())).isEqualTo(403);
    assertThat(post("X-Stand-In", "1", "Origin", "null")).isEqualTo(403);
    assertThat(post("X-Stand-In", "1", "Origin", standIns.todoistBase())).isEqualTo(201);
    assertThat(post("X-Stand-In", "1")).isEqualTo(201);
    control.todoist().clearFaults();
  }

  @Test
  void allowsNoOtherSiteToRead() throws Exception {
    Browser.Answer answer =
        Browser.get(standIns.todoistBase() + "/control/accounts", "Origin", "https://evil.example");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app/task/x", "/oauth/authorize"})
  void protectsItsPages(String path) throws Exception {
    Browser.Answer answer = Browser.get(standIns.todoistBase() + path);
    assertThat(answer.headers().get("content-security-policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
    assertThat(answer.body()).contains("not Todoist");
  }

  @Test
  void hasAnAccountLikeAPersons() {
    var user = control.todoist().accounts().getFirst();
    assertThat(user.open()).isBetween(300, 900);
    List<JsonNode> tasks =
        control.todoist().openTasks(user.id()).stream().map(TodoistControl.TaskView::json).toList();
    assertThat(tasks).anyMatch(t -> t.path("due").path("is_recurring").asBoolean(false));
    assertThat(tasks).anyMatch(t -> t.path("due").path("date").asString("").length() > 10);
    assertThat(tasks).anyMatch(t -> t.path("due").path("timezone").isString());
    assertThat(tasks).anyMatch(t -> t.path("deadline").isObject());
    assertThat(tasks).anyMatch(t -> t.path("duration").isObject());
    assertThat(tasks).anyMatch(t -> t.path("parent_id").isString());
    assertThat(tasks).anyMatch(t -> t.path("section_id").isString());
    assertThat(tasks).anyMatch(t -> t.path("content").asString().startsWith("* "));
    assertThat(tasks).anyMatch(t -> t.path("content").asString().length() == 1);
    assertThat(tasks).anyMatch(t -> t.path("content").asString().length() > 400);
    assertThat(tasks)
        .anyMatch(t ->
            t.path("content").asString().contains("حليب")
                || t.path("content").asString().contains("الخبز"));
    assertThat(tasks)
        .anyMatch(t ->
            t.path("responsible_uid").isString()
                && !t.path("responsible_uid").asString().equals(user.id()));
    assertThat(tasks).anyMatch(t -> t.path("responsible_uid").asString("").equals(user.id()));
    Set<String> ids = tasks.stream().map(t -> t.path("id").asString()).collect(Collectors.toSet());
    assertThat(ids).hasSize(tasks.size());
  }

  @Test
  void givesTwoSuchAccountsDifferentTasks() {
    var first = control.todoist().accounts().getFirst();
    var second = control.todoist().personsAccount("second@example.com");
    assertThat(second.open()).isEqualTo(first.open());
    Set<String> ids =
        control.todoist().openTasks(first.id()).stream()
            .map(TodoistControl.TaskView::id)
            .collect(Collectors.toSet());
    assertThat(control.todoist().openTasks(second.id())).noneMatch(task -> ids.contains(task.id()));
  }

  @Test
  void changesATask() {
    TodoistControl todoist = control.todoist();
    String user = todoist.emptyAccount("busy@example.com").id();
    String id =
        todoist.add(user, Map.of("content", "a", "priority", 4, "labels", List.of("x"))).id();
    assertThat(todoist.update(id, Map.of("due", Map.of("string", "tomorrow"))).dueDate())
        .isNotNull();
    assertThat(todoist.update(id, Collections.singletonMap("due", null)).dueDate()).isNull();
    assertThat(todoist.rename(id, "b").content()).isEqualTo("b");
    assertThat(todoist.close(id).checked()).isTrue();
    assertThat(todoist.completedTasks(user)).hasSize(1);
    assertThat(todoist.reopen(id).checked()).isFalse();
    assertThat(todoist.openTasks(user)).hasSize(1);
    todoist.delete(id);
    assertThat(todoist.openTasks(user)).isEmpty();
  }

  @Test
  void refusesAnUnknownHostName() throws Exception {
    // What a page whose name was rebound to 127.0.0.1 would send; the JDK's client does not let a
    // test set Host.
    try (java.net.Socket socket =
        new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), standIns.todoistPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /control/accounts HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("example.com");
    }
  }
}
