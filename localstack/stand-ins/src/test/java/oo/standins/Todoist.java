package oo.standins;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import oo.standins.control.ConsentPages;
import oo.standins.control.TodoistControl;
import oo.standins.http.Parameters;
import oo.standins.http.StandInJson;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.SecretStrings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Todoist stand-in, and an application that is registered at it. */
final class Todoist implements AutoCloseable {

  static final String REDIRECT = "http://localhost:9/callback";
  static final String VERIFIER = "a-verifier_that.is~long-enough-to-be-allowed-here";

  /** What the token endpoint gave. */
  record Tokens(String access, String refresh) {}

  final StandIns standIns;
  final TodoistControl control;

  Todoist() {
    standIns =
        StandIns.start(
            StandInsConfig.inMemory()
                .todoistClient(
                    OAuthClient.of("oo", "secret", REDIRECT),
                    OAuthClient.of("other", "other-secret", REDIRECT, REDIRECT + "2")));
    control = new TodoistControl(standIns.todoistBase());
  }

  @Override
  public void close() {
    standIns.close();
  }

  void calm() {
    control.clearFaults();
    control.resetClock();
    control.limits(1000, 100);
  }

  String url(String path) {
    return standIns.todoistBase() + path;
  }

  Map<String, String> request() {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", "oo");
    request.put("redirect_uri", REDIRECT);
    request.put("scope", "data:read_write,data:delete");
    request.put("state", "the state");
    request.put("code_challenge", SecretStrings.challenge(VERIFIER));
    request.put("code_challenge_method", "S256");
    return request;
  }

  URI authorizeUrl(Map<String, String> request) {
    return URI.create(url("/oauth/authorize?" + Parameters.encode(request)));
  }

  Map<String, String> exchange(String email, Map<String, String> request) {
    URI back = ConsentPages.agree(authorizeUrl(request), email);
    Map<String, String> exchange = new LinkedHashMap<>();
    exchange.put("grant_type", "authorization_code");
    exchange.put("code", Browser.query(back).get("code").orElseThrow());
    exchange.put("redirect_uri", REDIRECT);
    exchange.put("client_id", "oo");
    exchange.put("client_secret", "secret");
    exchange.put("code_verifier", VERIFIER);
    return exchange;
  }

  Browser.Answer token(Map<String, String> form) throws Exception {
    return Browser.post(url("/oauth/access_token"), form);
  }

  Tokens connect(String email) throws Exception {
    return connect(email, request());
  }

  Tokens connect(String email, Map<String, String> request) throws Exception {
    JsonNode json = token(exchange(email, request)).json();
    return new Tokens(json.path("access_token").asString(), json.path("refresh_token").asString());
  }

  Browser.Answer refresh(String token) throws Exception {
    return token(
        Map.of(
            "grant_type", "refresh_token",
            "refresh_token", token,
            "client_id", "oo",
            "client_secret", "secret"));
  }

  Browser.Answer get(String path, String access) throws Exception {
    return Browser.get(url(path), "Authorization", "Bearer " + access);
  }

  Browser.Answer post(String path, String access) throws Exception {
    return Browser.post(url(path), Map.of(), "Authorization", "Bearer " + access);
  }

  Browser.Answer sync(String access, Map<String, String> form) throws Exception {
    return Browser.post(url("/api/v1/sync"), form, "Authorization", "Bearer " + access);
  }

  JsonNode read(String access, String since) throws Exception {
    return sync(
            access,
            Map.of("sync_token", since, "resource_types", "[\"items\",\"projects\",\"user\"]"))
        .json();
  }

  JsonNode run(String access, ObjectNode... commands) throws Exception {
    return sync(access, Map.of("commands", list(commands))).json();
  }

  static String list(ObjectNode... commands) {
    return Arrays.toString(commands);
  }

  static ObjectNode command(String type, String id) {
    return command(type, UUID.randomUUID().toString(), StandInJson.object().put("id", id));
  }

  static ObjectNode command(String type, String uuid, ObjectNode args) {
    ObjectNode command = StandInJson.object().put("type", type).put("uuid", uuid);
    command.set("args", args);
    return command;
  }
}
