package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.standins.control.TodoistControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the log says of people and of attacks. */
final class LogsIT {
  @RegisterExtension static final SharedOo shared = SharedOo.withoutBrowser();

  private static List<Map<String, Object>> lines(String operation) {
    return shared.oo().log.stream()
        .filter(line -> operation.equals(line.get("operation")))
        .toList();
  }

  private static void logs(String operation, Object outcome, String code) {
    Oo.eventually(() ->
        assertThat(lines(operation))
            .as(operation)
            .anySatisfy(
                line -> assertThat(line).contains(entry("outcome", outcome), entry("code", code))));
  }

  @Test
  void everyLineSaysWhenWhereWhatAndForWhom() {
    TodoistControl.User account = shared.oo().todoist().emptyAccount("logged@example.com");
    shared.oo().todoist().add(account.id(), "Not for the log");
    HttpPerson person = shared.person().signIn("logged@example.com").connect("logged@example.com");
    person.complete(person.tip());
    shared.person().get("/api/me");
    shared.person().get("/api/nothing");

    assertThat(shared.oo().log)
        .allSatisfy(line -> {
          assertThat(line).containsKeys("at", "operation", "outcome");
          assertThat(String.valueOf(line.get("at"))).endsWith("Z");
          assertThat(Instant.parse(String.valueOf(line.get("at"))))
              .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(60));
        });
    assertThat(List.of("finish_sign_in", "finish_oauth", "recommend", "complete"))
        .allSatisfy(operation ->
            assertThat(lines(operation))
                .isNotEmpty()
                .allSatisfy(line -> {
                  assertThat(line).containsKeys("trace", "ms");
                  assertThat(String.valueOf(line.get("user"))).matches("[0-9a-f]{12}");
                }));
  }

  @Test
  void signInsAreLoggedGoodAndBad() {
    shared.person().signIn("logged-in@example.com");
    assertThat(lines("finish_sign_in"))
        .anySatisfy(line -> assertThat(line).containsKey("user").doesNotContainKey("code"));

    shared.person().get("/api/auth/google/callback?state=none&code=none");
    logs("finish_sign_in", 303, "attempt_unknown");
  }

  @Test
  void whatIsRefusedIsLoggedWithItsReason() {
    HttpPerson person = shared.person().signIn("refused@example.com");
    String site = shared.oo().server.baseUrl();
    shared.person().get("/api/me");
    logs("profile", 401, "no_session");
    person.raw("POST", "/api/recommend", Map.of("Origin", "http://evil.example"), "{}");
    logs("recommend", 403, "foreign_origin");
    person.send("POST", "/api/recommend", Map.of("contexts", 1));
    logs("recommend", 400, "bad_body");
    person.raw("GET", "/api/auth/google/callback?state=a&state=b", Map.of(), "");
    logs("finish_sign_in", 303, "attempt_unknown");

    var twice = new HashMap<>(Map.of("X-OO", "1", "Origin", site));
    twice.put("Cookie", person.cookieHeader() + "; " + person.cookieHeader());
    person.raw("POST", "/api/recommend", twice, "{}");
    logs("recommend", 400, "two_cookies");

    person.get("/api/nothing-here");
    logs("front", 404, "no_route");
    person.send("PUT", "/tip.html", null);
    logs("front", 405, "method_not_allowed");
  }

  @Test
  void nothingThatIsSentMakesALine() {
    shared.person().get("/api/me?x=%0A%7B%22operation%22%3A%22forged%22%7D");
    shared
        .person()
        .raw(
            "POST",
            "/api/recommend",
            Map.of("User-Agent", "{\"operation\":\"forged\"}", "Origin", "forged"),
            "\n{\"operation\":\"forged\"}\n");
    Oo.eventually(() -> assertThat(lines("recommend")).isNotEmpty());

    assertThat(shared.oo().log.toString()).doesNotContain("forged");
  }
}
