package oo.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every route of the contract: without a cookie, with another's ids, from another site, and with
 * nonsense.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessIT {
  private final OpenApi openApi = OpenApi.read();
  private Oo oo;
  private HttpPerson owner;
  private HttpPerson other;
  private String tip;
  private String connection;

  @BeforeAll
  void start() {
    oo = new Oo();
    var account = oo.control.todoist().emptyAccount("owner@example.com");
    oo.control.todoist().add(account.id(), "Only mine");
    owner = new HttpPerson(oo).signIn("owner@example.com").connect("owner@example.com");
    tip = owner.recommend().json().path("tip").path("id").asString();
    connection = owner.connection().path("id").asString();
    other = new HttpPerson(oo).signIn("other@example.com");
  }

  @AfterAll
  void stop() {
    oo.close();
  }

  @Test
  void nobodyGetsAnythingFromAGuardedRoute() {
    openApi
        .functions()
        .forEach(
            (route, function) -> {
              if (openApi.guards().get(function).equals("session")) {
                HttpPerson.Answer answer = call(new HttpPerson(oo), route, Map.of());
                assertThat(answer.status()).as(route).isEqualTo(401);
                assertThat(answer.code()).as(route).isEqualTo("no_session");
              }
            });
  }

  @Test
  void aWriteWithoutOurHeaderIsRefusedOnEveryRoute() throws Exception {
    for (String route : openApi.functions().keySet()) {
      String[] parts = route.split(" ");
      if (!parts[0].equals("GET")) {
        var request =
            java.net.http.HttpRequest.newBuilder(java.net.URI.create(oo.at(path(parts[1]))))
                .header("Cookie", "__Host-oo-access=" + owner.cookies.get("__Host-oo-access"))
                .header("Origin", "http://127.0.0.1:1")
                .header("X-OO", "1")
                .method(parts[0], java.net.http.HttpRequest.BodyPublishers.noBody())
                .build();
        var answer =
            java.net.http.HttpClient.newHttpClient()
                .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(route).isEqualTo(403);
      }
    }
  }

  @Test
  void anothersIdsAreNotFound() {
    for (String what : List.of("complete", "undo", "not-now")) {
      var body =
          what.equals("undo")
              ? Map.of("event_id", UUID.randomUUID(), "undoes", UUID.randomUUID())
              : Map.of("event_id", UUID.randomUUID());
      assertThat(other.post("/api/tips/" + tip + "/" + what, body).status())
          .as(what)
          .isEqualTo(404);
    }
    assertThat(other.delete("/api/connections/" + connection).status()).isEqualTo(404);
    String ownersId = owner.get("/api/me").json().path("user_id").asString();
    assertThat(other.post("/api/recommend", Map.of("user_id", ownersId)).status()).isEqualTo(403);
    assertThat(
            other
                .post("/api/connectors/todoist/begin", Map.of("connection_id", connection))
                .status())
        .isEqualTo(404);
    assertThat(owner.recommend().json().path("tip").path("id").asString()).isEqualTo(tip);
  }

  @Test
  void nonsenseIsAnsweredInWordsOnEveryRoute() {
    for (String route : openApi.functions().keySet()) {
      for (Object body : List.of("text", List.of(1), Map.of("no_such_property", 1))) {
        HttpPerson.Answer answer = call(other, route, body);
        assertThat(answer.status()).as(route + " " + body).isLessThan(500);
        assertThat(answer.http().body()).as(route).doesNotContain("Exception", "\tat ", "java.");
      }
    }
  }

  @Test
  void aPathThatIsNoneIsAProblem() {
    assertThat(other.get("/api/nothing").status()).isEqualTo(404);
    assertThat(other.get("/api/recommend").status()).isEqualTo(405);
    assertThat(
            other
                .post("/api/tips/nonsense/complete", Map.of("event_id", UUID.randomUUID()))
                .status())
        .isEqualTo(404);
  }

  private HttpPerson.Answer call(HttpPerson person, String route, Object body) {
    String[] parts = route.split(" ");
    // Not really: the others still need the session.
    boolean harmless = parts[1].equals("/api/me") || parts[1].endsWith("sign-out");
    if (harmless && !parts[0].equals("GET") && !person.cookies.isEmpty()) {
      return person.get("/api/me");
    }
    return person.send(parts[0], path(parts[1]), parts[0].equals("GET") ? null : body);
  }

  private String path(String template) {
    return template
        .replace("{provider}", "todoist")
        .replace("/api/tips/{id}", "/api/tips/" + tip)
        .replace("/api/connections/{id}", "/api/connections/" + UUID.randomUUID());
  }
}
