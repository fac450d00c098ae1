package oo.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.contract.Json;
import oo.standins.control.TodoistControl;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Retry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The journey on LocalStack, through its API Gateway, its queues and its S3. */
@Tag("brief")
@ExtendWith(DockerCondition.class)
final class JourneyIT {
  @RegisterExtension static final LocalStackExtension localStack = new LocalStackExtension();

  private static final Retry RETRY = Retry.within(Duration.ofMinutes(2));

  @BeforeAll
  static void everyFunctionAnswersItsEvent() {
    var warmUp = new WarmUp(localStack.stack());
    warmUp
        .everyRoute()
        .forEach(
            (event, status) -> assertThat(event.statuses()).as(event.toString()).contains(status));
    warmUp.everyQueue();
  }

  @Test
  void aTapClosesTheTaskAtItsSourceAndEverythingCanBeDeletedAgain() throws Exception {
    Stack stack = localStack.stack();
    TodoistControl todoist = stack.backends.control.todoist();
    TodoistControl.User account = todoist.emptyAccount("ada@example.com");
    for (String task : List.of("Water the plants", "Call the dentist", "Sweep the stairs")) {
      todoist.add(account.id(), task);
    }
    HttpPerson person = stack.person().signIn("ada@example.com");
    assertThat(person.connectOnly("ada@example.com")).startsWith(stack.site() + "/connect.html");
    RETRY.until(() -> assertThat(person.recommend().json().path("tip").isObject()).isTrue());

    String done = titleOf(person);
    assertThat(person.complete(person.tip()).status()).isEqualTo(200);
    assertThat(stack.backends.openTasks(account)).as("while it can be undone").hasSize(3);
    RETRY.until(
        () -> assertThat(stack.backends.openTasks(account)).hasSize(2).doesNotContain(done));

    String tip = person.tip();
    UUID tap = UUID.randomUUID();
    assertThat(person.complete(tip, tap).status()).isEqualTo(200);
    assertThat(person.undo(tip, tap).status()).isEqualTo(200);
    assertThat(person.notNow(person.tip()).status()).isEqualTo(200);
    person.fetch();
    assertThat(stack.backends.openTasks(account)).as("an undone tap is not delivered").hasSize(2);

    assertThat(exported(person).toString()).contains("ada@example.com", "Call the dentist");

    assertThat(person.post("/api/auth/refresh", Map.of()).status()).isLessThan(300);
    String connection = person.connection().path("id").asString();
    assertThat(person.delete("/api/connections/" + connection).status()).isEqualTo(202);
    RETRY.until(() -> assertThat(stack.backends.grants(account)).as("revoked at Todoist").isZero());

    person.post("/api/auth/sign-out", Map.of());
    assertThat(person.get("/api/me").status()).isEqualTo(401);
    person.signIn("ada@example.com");
    String user = person.get("/api/me").json().path("user_id").asString();
    assertThat(person.delete("/api/me").status()).isEqualTo(202);
    assertThat(person.get("/api/me").status()).isEqualTo(401);
    assertThat(
            stack.backends.count(
                "select count(*) from app_user where deleted_at is null and user_id = '"
                    + user
                    + "'"))
        .isZero();
  }

  private static JsonNode exported(HttpPerson person) throws Exception {
    String link = person.post("/api/me/export", Map.of()).json().path("url").asString();
    HttpResponse<String> object = HttpPerson.download(link);
    assertThat(object.statusCode()).as(link.replaceFirst("\\?.*", "")).isEqualTo(200);
    assertThat(object.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    return Json.mapper().readTree(object.body());
  }

  private static String titleOf(HttpPerson person) {
    return person.recommend().json().path("tip").path("title").asString();
  }
}
