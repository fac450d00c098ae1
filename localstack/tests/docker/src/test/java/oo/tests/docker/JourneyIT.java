package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.contract.Json;
import oo.standins.control.TodoistControl;
import oo.standins.control.TodoistControl.TaskView;
import oo.tests.journey.HttpPerson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The whole of oO on LocalStack: through its API Gateway, its queues and its S3. */
@Tag("brief")
@ExtendWith(Asked.class)
final class JourneyIT {
  @RegisterExtension static final OnLocalStack on = new OnLocalStack();

  private static final Patience A_WHILE = Patience.of(Duration.ofMinutes(2));

  @BeforeAll
  static void everyFunctionAnswersItsEvent() {
    var warm = new Warm(on.stack());
    warm.everyRoute()
        .forEach(
            (event, status) -> assertThat(event.statuses()).as(event.toString()).contains(status));
    warm.everyQueue();
  }

  @Test
  void aTapClosesTheTaskAtItsSourceAndAllOfItCanBeLeftAgain() throws Exception {
    Stack stack = on.stack();
    TodoistControl todoist = stack.around.control.todoist();
    TodoistControl.User account = todoist.emptyAccount("ada@example.com");
    for (String task : List.of("Water the plants", "Call the dentist", "Sweep the stairs")) {
      todoist.add(account.id(), task);
    }
    HttpPerson person = stack.person().signIn("ada@example.com");
    assertThat(person.connectOnly("ada@example.com")).startsWith(stack.site() + "/connect.html");
    A_WHILE.until(() -> assertThat(person.recommend().json().path("tip").isObject()).isTrue());

    String done = titleOf(person);
    assertThat(person.complete(person.tip()).status()).isEqualTo(200);
    assertThat(open(account)).as("while it can be undone").hasSize(3);
    A_WHILE.until(() -> assertThat(open(account)).hasSize(2).doesNotContain(done));

    String tip = person.tip();
    UUID tap = UUID.randomUUID();
    assertThat(person.complete(tip, tap).status()).isEqualTo(200);
    assertThat(person.undo(tip, tap).status()).isEqualTo(200);
    assertThat(person.notNow(person.tip()).status()).isEqualTo(200);
    person.fetch();
    assertThat(open(account)).as("an undone tap is not delivered").hasSize(2);

    assertThat(exported(person).toString()).contains("ada@example.com", "Call the dentist");

    assertThat(person.post("/api/auth/refresh", Map.of()).status()).isLessThan(300);
    String connection = person.connection().path("id").asString();
    assertThat(person.delete("/api/connections/" + connection).status()).isEqualTo(202);
    A_WHILE.until(() -> assertThat(grants(account)).as("revoked at Todoist").isZero());

    person.post("/api/auth/sign-out", Map.of());
    assertThat(person.get("/api/me").status()).isEqualTo(401);
    person.signIn("ada@example.com");
    String user = person.get("/api/me").json().path("user_id").asString();
    assertThat(person.delete("/api/me").status()).isEqualTo(202);
    assertThat(person.get("/api/me").status()).isEqualTo(401);
    assertThat(
            stack.around.count(
                "select count(*) from app_user where deleted_at is null and user_id = '"
                    + user
                    + "'"))
        .isZero();
  }

  /** By the link alone: no cookie goes with it. */
  private static JsonNode exported(HttpPerson person) throws Exception {
    String link = person.post("/api/me/export", Map.of()).json().path("url").asString();
    HttpResponse<String> object =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(link)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(object.statusCode()).as(link.replaceFirst("\\?.*", "")).isEqualTo(200);
    assertThat(object.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    return Json.mapper().readTree(object.body());
  }

  private static String titleOf(HttpPerson person) {
    return person.recommend().json().path("tip").path("title").asString();
  }

  private static List<String> open(TodoistControl.User account) {
    return on.stack().around.control.todoist().openTasks(account.id()).stream()
        .map(TaskView::content)
        .toList();
  }

  private static int grants(TodoistControl.User account) {
    return on.stack().around.control.todoist().accounts().stream()
        .filter(user -> user.id().equals(account.id()))
        .findFirst()
        .orElseThrow()
        .grants();
  }
}
