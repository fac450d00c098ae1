package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import oo.contract.Json;
import oo.standins.control.TodoistControl;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** oO from the first visit to the last, with one process a function. */
final class LambdaJourneyIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  private static final Duration UNDO_IS_OVER = Duration.ofSeconds(16);

  @Test
  void aPersonSignsInConnectsCompletesUndoesExportsDisconnectsAndLeaves() throws Exception {
    LambdaCloud cloud = shared.cloud();
    cloud.sqs.present();
    cloud.warm(
        List.of(
            "begin_sign_in",
            "finish_sign_in",
            "begin_oauth",
            "finish_oauth",
            "list_connectors",
            "fetch_signals",
            "recommend",
            "complete",
            "deliver_completions"));
    TodoistControl todoist = cloud.backends.control.todoist();
    TodoistControl.User account = todoist.emptyAccount("walker@example.com");
    todoist.add(account.id(), "Water the plants");
    todoist.add(account.id(), "Call the dentist");

    HttpPerson person = cloud.person().signIn("walker@example.com").connect("walker@example.com");

    // Done, delivered by the queue when it can no longer be undone.
    JsonNode first = person.recommend().json().path("tip");
    assertThat(person.complete(first.path("id").asString()).status()).isEqualTo(200);
    assertThat(cloud.backends.openTasks(account)).hasSize(2);
    cloud.pass(UNDO_IS_OVER);
    Oo.eventually(() -> assertThat(cloud.backends.openTasks(account)).hasSize(1));
    assertThat(cloud.backends.openTasks(account)).doesNotContain(first.path("title").asString());

    // Done and undone: nothing happens at the source.
    String second = person.tip();
    UUID tap = UUID.randomUUID();
    assertThat(person.complete(second, tap).status()).isEqualTo(200);
    assertThat(person.undo(second, tap).status()).isEqualTo(200);
    cloud.pass(UNDO_IS_OVER);
    assertThat(cloud.tick("sweep_outbox").text()).contains("true");
    assertThat(person.notNow(person.tip()).status()).isEqualTo(200);
    assertThat(cloud.backends.openTasks(account)).hasSize(1);

    // A page that opens has the source read, and the schedule does too.
    todoist.add(account.id(), "Buy bread");
    person.fetch();
    Oo.eventually(() ->
        assertThat(person.recommend().json().path("tip").path("title").asString(""))
            .isEqualTo("Buy bread"));
    assertThat(cloud.tick("schedule_fetches").text()).contains("true");

    // The export is in the bucket, behind a signed link.
    JsonNode export = person.post("/api/me/export", Map.of()).json();
    String link = export.path("url").asString();
    HttpResponse<String> downloaded = HttpPerson.download(link);
    assertThat(downloaded.statusCode()).isEqualTo(200);
    assertThat(downloaded.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    assertThat(Json.mapper().readTree(downloaded.body()).path("app_user").path(0).path("email"))
        .hasToString("\"walker@example.com\"");
    assertThat(HttpPerson.download(link.replaceAll(".$", "~")).statusCode()).isEqualTo(403);
    // The next one replaces it.
    String next = person.post("/api/me/export", Map.of()).json().path("url").asString();
    assertThat(HttpPerson.download(link).statusCode()).isEqualTo(403);
    assertThat(HttpPerson.download(next).statusCode()).isEqualTo(200);

    // The log has neither its content nor anything that opens the session.
    assertThat(cloud.log()).contains("finish_sign_in", "deliver_completions");
    assertThat(cloud.log())
        .doesNotContain("walker@", "Water the plants", "Buy bread", "google-secret")
        .doesNotContain(person.cookies.values());

    // The session goes on by itself, and ends when it is told to.
    assertThat(person.post("/api/auth/refresh", Map.of()).status()).isEqualTo(204);
    String connection = person.connection().path("id").asString();
    assertThat(person.delete("/api/connections/" + connection).status()).isEqualTo(202);
    Oo.eventually(() -> assertThat(cloud.backends.grants(account)).isZero());
    assertThat(person.post("/api/auth/sign-out", Map.of()).status()).isEqualTo(204);
    assertThat(person.get("/api/me").status()).isEqualTo(401);

    // Signed in again, they leave for good.
    HttpPerson leaver = cloud.person().signIn("walker@example.com");
    assertThat(leaver.delete("/api/me").status()).isEqualTo(202);
    assertThat(HttpPerson.download(next).statusCode()).isEqualTo(403);
    assertThat(leaver.get("/api/me").status()).isEqualTo(401);
    assertThat(cloud.tick("purge_expired").text()).contains("true");
    assertThat(cloud.backends.openTasks(account)).hasSize(2);
  }
}
