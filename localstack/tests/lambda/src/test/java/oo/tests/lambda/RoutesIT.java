package oo.tests.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.template.Template.FunctionResource;
import oo.template.Template.Route;
import oo.tests.journey.HttpPerson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every route of the template, through the gateway, to the artefact that answers it. */
final class RoutesIT {
  @RegisterExtension static final LambdaCloud.Shared shared = new LambdaCloud.Shared();

  /** The status of a request without a cookie. */
  static final Map<String, Integer> TO_A_STRANGER =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("begin_sign_in", 302),
              Map.entry("finish_sign_in", 303),
              Map.entry("refresh_session", 401),
              Map.entry("sign_out", 204),
              Map.entry("report_violation", 415),
              Map.entry("report_error", 415),
              Map.entry("profile", 401),
              Map.entry("change_profile", 401),
              Map.entry("open_mail_stop", 303),
              Map.entry("stop_mail", 404),
              Map.entry("export_profile", 401),
              Map.entry("delete_profile", 401),
              Map.entry("end_session", 401),
              Map.entry("list_connectors", 401),
              Map.entry("begin_oauth", 401),
              Map.entry("finish_oauth", 303),
              Map.entry("disconnect", 401),
              Map.entry("request_fetch", 401),
              Map.entry("recommend", 401),
              Map.entry("complete", 401),
              Map.entry("undo", 401),
              Map.entry("not_now", 401),
              Map.entry("auth_health", 200),
              Map.entry("connect_callback_health", 200),
              Map.entry("fetch_signals_health", 200),
              Map.entry("recommend_health", 200),
              Map.entry("complete_tip_health", 200)));

  @BeforeAll
  static void warm() {
    shared.cloud().warm(routes().map(FunctionResource::name).toList());
  }

  static Stream<FunctionResource> routes() {
    return LambdaCloud.TEMPLATE.functions().stream()
        .filter(function -> function.trigger() instanceof Route);
  }

  static Stream<String> health() {
    return routes().map(FunctionResource::name).filter(name -> name.endsWith("_health"));
  }

  @Test
  void noRouteIsForgottenHere() {
    assertThat(routes().map(FunctionResource::name))
        .containsExactlyInAnyOrderElementsOf(TO_A_STRANGER.keySet());
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aStrangerIsAnsweredAsTheGuardSays(FunctionResource function) {
    var route = (Route) function.trigger();
    String path =
        route
            .path()
            .replace("{provider}", "todoist")
            .replace("{id}", "00000000-0000-7000-8000-000000000000");

    HttpPerson.Answer answer = stranger().send(route.method(), path, null);

    assertThat(answer.status()).isEqualTo(TO_A_STRANGER.get(function.name()));
  }

  @ParameterizedTest
  @MethodSource("health")
  void everyModuleIsGreen(String health) {
    JsonNode answer = stranger().get(path(health)).json();

    assertThat(answer.path("ok").asBoolean(false)).as(answer.toString()).isTrue();
  }

  @Test
  void whatTheTemplateDoesNotRouteReachesNoFunction() {
    assertThat(stranger().get("/nothing").status()).isEqualTo(403);
  }

  @Test
  void aBase64BodyIsReadAsItsBytes() {
    HttpPerson person = stranger().signIn("base64@example.com");
    ObjectNode event = asked("recommend", "/api/recommend", person.cookieHeader());
    event.put("body", "eyJjb250ZXh0Ijp7InpvbmUiOiJFdXJvcGUvQmVybGluIn19");
    event.put("isBase64Encoded", true);
    assertThat(answer("recommend", event).path("statusCode").asInt()).isEqualTo(200);

    event.put("isBase64Encoded", false);
    assertThat(answer("recommend", event).path("statusCode").asInt()).isEqualTo(400);
  }

  @Test
  void severalCookiesAreSetAndRepeatedOnesAreSeen() {
    HttpPerson person = stranger().signIn("cookies@example.com");
    assertThat(person.cookies).hasSizeGreaterThanOrEqualTo(2);
    ObjectNode event = asked("recommend", "/api/recommend", person.cookieHeader());
    ((ObjectNode) event.get("multiValueHeaders"))
        .set(
            "Cookie",
            Json.mapper().valueToTree(List.of(person.cookieHeader(), person.cookieHeader())));

    JsonNode answer = answer("recommend", event);

    assertThat(answer.path("statusCode").asInt()).isEqualTo(400);
    assertThat(answer.path("body").asString()).contains("two_cookies");
    assertThat(answer.path("multiValueHeaders").path("Set-Cookie").size()).isEqualTo(1);

    JsonNode refreshed =
        answer(
            "refresh_session",
            asked("refresh_session", "/api/auth/refresh", person.cookieHeader()));
    assertThat(refreshed.path("multiValueHeaders").path("Set-Cookie").size()).isEqualTo(2);
  }

  private static HttpPerson stranger() {
    return shared.cloud().person();
  }

  private static String path(String function) {
    return ((Route) shared.cloud().resource(function).trigger()).path();
  }

  private static ObjectNode asked(String function, String path, String cookies) {
    return Recorded.request(
        (Route) shared.cloud().resource(function).trigger(),
        path,
        Map.of(),
        Map.of(),
        Map.of(
            "content-type", List.of("application/json"),
            "cookie", List.of(cookies),
            "origin", List.of(shared.cloud().origin()),
            "x-oo", List.of("1")),
        new byte[0]);
  }

  private static JsonNode answer(String function, ObjectNode event) {
    return Json.mapper().readTree(shared.cloud().invoke(function, Recorded.bytes(event)).text());
  }
}
