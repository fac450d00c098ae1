package oo.standins;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import oo.standins.control.ConsentPages;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TodoistOAuthIT {

  private static Todoist todoist;

  @BeforeAll
  static void start() {
    todoist = new Todoist();
  }

  @AfterAll
  static void stop() {
    todoist.close();
  }

  @AfterEach
  void calm() {
    todoist.calm();
  }

  private static String error(Browser.Answer answer) {
    return answer.json().path("error").asString();
  }

  private static int errorCode(Browser.Answer answer) {
    return answer.json().path("error_code").asInt();
  }

  @Test
  void givesAnHourAndARefreshToken() throws Exception {
    JsonNode json = todoist.token(todoist.exchange("a@example.com", todoist.request())).json();
    assertThat(json.path("expires_in").asInt()).isEqualTo(3600);
    assertThat(json.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(json.path("refresh_token").asString("")).isNotEmpty();
  }

  @Test
  void sendsADenialBack() {
    var back = Browser.query(ConsentPages.deny(todoist.authorizeUrl(todoist.request())));
    assertThat(back.get("error")).contains("access_denied");
    assertThat(back.get("state")).contains("the state");
  }

  @ParameterizedTest
  @CsvSource({
    "scope,data:read_write data:delete,invalid_scope",
    "scope,everything,invalid_scope",
    "code_challenge_method,plain,invalid_request",
    "code_challenge,short,invalid_request",
    "response_type,token,unsupported_response_type",
  })
  void sendsAWrongRequestBack(String name, String value, String error) {
    var back =
        Browser.query(
            ConsentPages.agree(
                todoist.authorizeUrl(Browser.with(todoist.request(), name, value)),
                "a@example.com"));
    assertThat(back.get("error")).contains(error);
    assertThat(back.get("code")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"state", "scope", "code_challenge", "code_challenge_method"})
  void refusesAMissingParameter(String name) {
    var back =
        Browser.query(
            ConsentPages.agree(
                todoist.authorizeUrl(Browser.without(todoist.request(), name)), "a@example.com"));
    assertThat(back.get("error")).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "client_id,nobody",
    "redirect_uri,http://localhost:9/callback/",
    "redirect_uri,https://evil.example/",
  })
  void neverRedirectsAnUnknownClient(String name, String value) {
    assertThatThrownBy(() ->
            ConsentPages.agree(
                todoist.authorizeUrl(Browser.with(todoist.request(), name, value)),
                "a@example.com"))
        .hasMessageContaining("answered 400");
  }

  @Test
  void requiresARedirectUri() {
    Map<String, String> request = Browser.without(todoist.request(), "redirect_uri");
    assertThatThrownBy(() -> ConsentPages.agree(todoist.authorizeUrl(request), "a@example.com"))
        .hasMessageContaining("answered 400");
  }

  @ParameterizedTest
  @CsvSource({
    "code,unknown,bad_authorization_code",
    "code_verifier,a-verifier_that.is~long-enough-but-not-the-right-one,bad_authorization_code",
    "redirect_uri,http://localhost:9/other,redirect_uri_mismatch",
    "client_id,nobody,incorrect_application_credentials",
    "client_secret,wrong,incorrect_application_credentials",
    "grant_type,password,unsupported_grant_type",
  })
  void refusesAWrongExchange(String name, String value, String error) throws Exception {
    Browser.Answer answer =
        todoist.token(
            Browser.with(todoist.exchange("a@example.com", todoist.request()), name, value));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(error(answer)).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
    "code,bad_authorization_code",
    "code_verifier,bad_authorization_code",
    "redirect_uri,redirect_uri_mismatch",
    "client_secret,incorrect_application_credentials",
  })
  void refusesAnIncompleteExchange(String name, String error) throws Exception {
    assertThat(
            error(
                todoist.token(
                    Browser.without(todoist.exchange("a@example.com", todoist.request()), name))))
        .isEqualTo(error);
  }

  @Test
  void takesACodeOnce() throws Exception {
    Map<String, String> exchange = todoist.exchange("a@example.com", todoist.request());
    assertThat(todoist.token(exchange).status()).isEqualTo(200);
    assertThat(error(todoist.token(exchange))).isEqualTo("bad_authorization_code");
  }

  @Test
  void refusesACodeAfterTenMinutes() throws Exception {
    Map<String, String> exchange = todoist.exchange("a@example.com", todoist.request());
    todoist.control.advance(Duration.ofMinutes(10));
    assertThat(error(todoist.token(exchange))).isEqualTo("bad_authorization_code");
  }

  @Test
  void saysThatATokenExpired() throws Exception {
    var tokens = todoist.connect("b@example.com");
    assertThat(todoist.get("/api/v1/user", tokens.access()).status()).isEqualTo(200);
    todoist.control.advance(Duration.ofHours(1));
    Browser.Answer answer = todoist.get("/api/v1/user", tokens.access());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(errorCode(answer)).isEqualTo(477);
  }

  @Test
  void refusesAnUnknownToken() throws Exception {
    assertThat(todoist.get("/api/v1/user", "unknown").status()).isEqualTo(401);
    assertThat(errorCode(todoist.get("/api/v1/user", "unknown"))).isNotEqualTo(477);
    assertThat(Browser.get(todoist.url("/api/v1/user")).status()).isEqualTo(401);
  }

  @Test
  void rotatesTheRefreshToken() throws Exception {
    var tokens = todoist.connect("c@example.com");
    JsonNode first = todoist.refresh(tokens.refresh()).json();
    assertThat(first.path("refresh_token").asString()).isNotEqualTo(tokens.refresh());
    assertThat(first.path("access_token").asString()).isNotEqualTo(tokens.access());
    JsonNode second = todoist.refresh(first.path("refresh_token").asString()).json();
    assertThat(todoist.get("/api/v1/user", second.path("access_token").asString()).status())
        .isEqualTo(200);
  }

  @Test
  void answersAnEarlyReplayWithTheSameAccessTokenAndNoRefreshToken() throws Exception {
    var tokens = todoist.connect("d@example.com");
    JsonNode first = todoist.refresh(tokens.refresh()).json();
    todoist.control.advance(Duration.ofSeconds(58));
    JsonNode replay = todoist.refresh(tokens.refresh()).json();
    assertThat(replay.path("access_token")).isEqualTo(first.path("access_token"));
    assertThat(replay.has("refresh_token")).isFalse();
    assertThat(replay.path("expires_in").asInt()).isBetween(3535, 3542);
    assertThat(todoist.refresh(first.path("refresh_token").asString()).status()).isEqualTo(200);
  }

  @Test
  void endsEveryTokenOfTheUserOnALateReplay() throws Exception {
    var elsewhere = todoist.connect("e@example.com");
    var tokens = todoist.connect("e@example.com");
    var bystander = todoist.connect("f@example.com");
    JsonNode first = todoist.refresh(tokens.refresh()).json();
    todoist.control.advance(Duration.ofSeconds(61));
    assertThat(error(todoist.refresh(tokens.refresh()))).isEqualTo("invalid_grant");
    assertThat(error(todoist.refresh(first.path("refresh_token").asString())))
        .isEqualTo("invalid_grant");
    for (String access :
        new String[] {first.path("access_token").asString(), tokens.access(), elsewhere.access()}) {
      assertThat(todoist.get("/api/v1/user", access).status()).isEqualTo(401);
    }
    assertThat(todoist.get("/api/v1/user", bystander.access()).status()).isEqualTo(200);
  }

  @Test
  void refusesAnotherClientsRefreshToken() throws Exception {
    var tokens = todoist.connect("g@example.com");
    Browser.Answer answer =
        todoist.token(
            Map.of(
                "grant_type", "refresh_token",
                "refresh_token", tokens.refresh(),
                "client_id", "other",
                "client_secret", "other-secret"));
    assertThat(error(answer)).isEqualTo("invalid_grant");
    assertThat(todoist.refresh(tokens.refresh()).status()).isEqualTo(200);
  }

  @Test
  void losesTheAnswerOfARefreshWhenTold() throws Exception {
    var tokens = todoist.connect("h@example.com");
    todoist.control.fault(
        InjectedFault.of(FaultKind.ANSWER_LOST).times(1).onCommand("refresh_token"));
    assertThat(todoist.get("/api/v1/user", tokens.access()).status()).isEqualTo(200);
    assertThatThrownBy(() -> todoist.refresh(tokens.refresh()))
        .isInstanceOf(java.io.IOException.class);
    JsonNode replay = todoist.refresh(tokens.refresh()).json();
    assertThat(replay.has("refresh_token")).as("it was rotated").isFalse();
  }

  @Test
  void revokesForTheClientOnly() throws Exception {
    var tokens = todoist.connect("i@example.com");
    Map<String, String> form = Map.of("token", tokens.access(), "token_type_hint", "access_token");
    assertThat(Browser.post(todoist.url("/api/v1/revoke"), form).status()).isEqualTo(401);
    assertThat(revoke("oo", "wrong", form)).isEqualTo(401);
    assertThat(revoke("other", "other-secret", form)).isEqualTo(200);
    assertThat(todoist.get("/api/v1/user", tokens.access()).status()).isEqualTo(200);
    assertThat(revoke("oo", "secret", form)).isEqualTo(200);
    assertThat(todoist.get("/api/v1/user", tokens.access()).status()).isEqualTo(401);
    assertThat(error(todoist.refresh(tokens.refresh()))).isEqualTo("invalid_grant");
    assertThat(revoke("oo", "secret", form)).isEqualTo(200);
  }

  private static int revoke(String id, String secret, Map<String, String> form) throws Exception {
    String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(UTF_8));
    return Browser.post(todoist.url("/api/v1/revoke"), form, "Authorization", "Basic " + basic)
        .status();
  }

  @Test
  void holdsATokenToItsScope() throws Exception {
    var tokens =
        todoist.connect("j@example.com", Browser.with(todoist.request(), "scope", "data:read"));
    String user =
        todoist.control.accounts().stream()
            .filter(a -> a.email().equals("j@example.com"))
            .findFirst()
            .orElseThrow()
            .id();
    String task = todoist.control.add(user, "Look, do not touch").id();
    assertThat(todoist.get("/api/v1/tasks/" + task, tokens.access()).status()).isEqualTo(200);
    assertThat(
            todoist
                .sync(
                    tokens.access(),
                    Map.of("commands", Todoist.list(Todoist.command("item_close", task))))
                .status())
        .isEqualTo(403);
    assertThat(todoist.control.task(task).checked()).isFalse();
  }
}
