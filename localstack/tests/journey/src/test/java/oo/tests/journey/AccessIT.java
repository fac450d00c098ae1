package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every route of the contract: without a cookie, with another user's cookie or ids, from another
 * site, and with malformed input.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessIT {
  private static final String ACCESS = "__Host-oo-access";
  private static final String JSON = "application/json";

  /** Routes that other programs than a page send by themselves, without a session. */
  private static final Set<String> OPEN = Set.of("POST /api/reports", "POST /api/mail/stop");

  @RegisterExtension final SharedOo shared = SharedOo.withoutBrowser();

  private final OpenApi openApi = OpenApi.read();
  private HttpPerson owner;
  private HttpPerson other;
  private String tip;
  private String connection;

  @BeforeEach
  void signInTwoUsers() {
    if (owner == null) {
      TodoistControl.User account = shared.oo().todoist().emptyAccount("owner@example.com");
      shared.oo().todoist().add(account.id(), "Only mine");
      owner = shared.person().signIn("owner@example.com").connect("owner@example.com");
      tip = owner.tip();
      connection = owner.connection().path("id").asString();
      other = shared.person().signIn("other@example.com");
    }
  }

  @Test
  void aGuardedRouteWithoutASessionIsRefused() {
    for (String route : guarded()) {
      HttpPerson.Answer answer = call(shared.person(), route, Map.of());
      assertThat(answer.status()).as(route).isEqualTo(401);
      assertThat(answer.code()).as(route).isEqualTo("no_session");
    }
  }

  @Test
  void aTokenThatAuthDidNotSignIsRefused() {
    String theirs = owner.cookies.get(ACCESS);
    int dot = theirs.lastIndexOf('.');
    List<String> forged =
        List.of(
            "nonsense",
            theirs.substring(0, dot + 1),
            theirs.substring(0, dot + 1) + other.cookies.get(ACCESS).substring(dot + 1),
            other
                .cookies
                .get(ACCESS)
                .replaceAll("\\..*\\.", theirs.replaceAll("^[^.]*|[^.]*$", "")),
            "eyJhbGciOiJub25lIn0." + theirs.split("\\.")[1] + ".");
    for (String token : forged) {
      for (String route : guarded()) {
        HttpPerson thief = shared.person();
        thief.cookies.put(ACCESS, token);
        assertThat(call(thief, route, Map.of()).status()).as(route).isEqualTo(401);
      }
    }
  }

  @Test
  void twoSessionCookiesAreRefused() {
    for (String route : guarded()) {
      String[] parts = route.split(" ");
      var headers = ours(parts[0]);
      headers.put(
          "Cookie",
          ACCESS
              + "="
              + owner.cookies.get(ACCESS)
              + "; "
              + ACCESS
              + "="
              + other.cookies.get(ACCESS));
      HttpPerson.Answer answer = shared.person().raw(parts[0], path(parts[1]), headers, "{}");
      assertThat(answer.status()).as(route).isBetween(400, 401);
    }
  }

  @Test
  void aWriteFromAnotherSiteIsRefusedOnEveryRoute() {
    String site = shared.oo().server.baseUrl();
    List<Map<String, String>> otherSites =
        List.of(
            Map.of("X-OO", "1", "Origin", "http://127.0.0.1:1"),
            Map.of("X-OO", "1", "Origin", "null"),
            Map.of("X-OO", "1", "Origin", site + ".example.com"),
            Map.of("X-OO", "1", "Origin", site.replace("http:", "https:")),
            Map.of("X-OO", "1"),
            Map.of("X-OO", "2", "Origin", site),
            Map.of("Origin", site));
    for (String route : openApi.functions().keySet()) {
      String[] parts = route.split(" ");
      if (parts[0].equals("GET") || OPEN.contains(route)) {
        continue;
      }
      for (Map<String, String> headers : otherSites) {
        assertThat(owner.raw(parts[0], path(parts[1]), headers, "").status())
            .as(route + " " + headers)
            .isEqualTo(403);
      }
    }
    assertThat(owner.get("/api/me").status()).isEqualTo(200);
    assertThat(owner.tip()).isEqualTo(tip);
  }

  @Test
  void theIdsOfAnotherUserAreNotFound() {
    UUID event = UUID.randomUUID();
    assertThat(other.complete(tip, event).status()).isEqualTo(404);
    assertThat(other.undo(tip, event).status()).isEqualTo(404);
    assertThat(other.notNow(tip).status()).isEqualTo(404);
    assertThat(other.delete("/api/connections/" + connection).status()).isEqualTo(404);
    String ownersId = owner.get("/api/me").json().path("user_id").asString();
    assertThat(other.post("/api/recommend", Map.of("user_id", ownersId)).status()).isEqualTo(403);
    assertThat(
            other
                .post("/api/connectors/todoist/begin", Map.of("connection_id", connection))
                .status())
        .isEqualTo(404);

    assertThat(owner.tip()).isEqualTo(tip);
    assertThat(owner.connection().path("state").asString()).isEqualTo("live");
    assertThat(other.connection().isMissingNode()).isTrue();
  }

  @Test
  void malformedInputIsAnsweredInPlainWordsOnEveryRoute() {
    var bodies = new ArrayList<>(List.of("{", "\"text\"", "[1]", "null", "{\"no_such\":1}"));
    bodies.add("{\"event_id\":\"x\",\"undoes\":7,\"context\":[],\"connection_id\":{}}");
    bodies.add("{\"user_id\":\"" + "0".repeat(5_000) + "\"}");
    bodies.add("[".repeat(3_000));
    bodies.add("{\"context\":{\"zone\":\"Mars/Olympus\",\"\\u0000\":\"\\ud800\"}}");
    for (String route : openApi.functions().keySet()) {
      String[] parts = route.split(" ");
      if (parts[0].equals("GET") || endsTheSession(route)) {
        continue;
      }
      for (String body : bodies) {
        isAnsweredInPlainWords(
            other.raw(parts[0], path(parts[1]), ours(parts[0]), body), route + " " + body);
      }
      var text = ours(parts[0]);
      text.put("Content-Type", "text/plain");
      isAnsweredInPlainWords(other.raw(parts[0], path(parts[1]), text, "{}"), route + " as text");
    }
    for (String route : openApi.functions().keySet()) {
      String[] parts = route.split(" ");
      if (parts[0].equals("GET")) {
        isAnsweredInPlainWords(
            other.get(path(parts[1]) + "?state=%00&code=%F0&error=x&provider=.."), route);
      }
    }
    assertThat(other.get("/api/me").status()).isEqualTo(200);
  }

  private static void isAnsweredInPlainWords(HttpPerson.Answer answer, String what) {
    assertThat(answer.status()).as(what + " " + answer.http().body()).isLessThan(500);
    assertThat(answer.http().body()).as(what).doesNotContain("Exception", "\tat ", "java.", "oo.");
  }

  @Test
  void anUnknownPathIsAProblem() {
    assertThat(other.get("/api/nothing").status()).isEqualTo(404);
    assertThat(other.get("/api/recommend").status()).isEqualTo(405);
    assertThat(other.complete("nonsense").status()).isEqualTo(404);
    assertThat(other.delete("/api/connections/nonsense").status()).isEqualTo(404);
    assertThat(other.post("/api/connectors/nothing/begin", Map.of()).status()).isEqualTo(404);
  }

  private List<String> guarded() {
    return openApi.functions().entrySet().stream()
        .filter(route -> openApi.guards().get(route.getValue()).equals("session"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean endsTheSession(String route) {
    return route.equals("DELETE /api/me") || route.startsWith("POST /api/auth/");
  }

  private HttpPerson.Answer call(HttpPerson person, String route, Object body) {
    String[] parts = route.split(" ");
    return person.send(parts[0], path(parts[1]), parts[0].equals("GET") ? null : body);
  }

  private Map<String, String> ours(String method) {
    var headers = new LinkedHashMap<String, String>();
    if (!method.equals("GET")) {
      headers.put("X-OO", "1");
      headers.put("Origin", shared.oo().server.baseUrl());
      headers.put("Content-Type", JSON);
    }
    return headers;
  }

  private String path(String template) {
    return template
        .replace("{provider}", "todoist")
        .replace("/api/tips/{id}", "/api/tips/" + tip)
        .replace("/api/connections/{id}", "/api/connections/" + connection)
        .replace("/api/me/sessions/{id}", "/api/me/sessions/" + UUID.randomUUID());
  }
}
