package oo.standins;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import oo.standins.control.ConsentPages;
import oo.standins.control.StandInsControl;
import oo.standins.http.Parameters;
import oo.standins.oauth.OAuthClient;
import oo.standins.oauth.SecretStrings;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The two flows from end to end, as an application goes through them. */
class WalkIT {

  private static final String VERIFIER = "v".repeat(43);

  @Test
  void signsInAndCompletesATask() throws Exception {
    try (StandIns standIns =
        StandIns.start(
            StandInsConfig.inMemory()
                .googleClient(OAuthClient.of("oo", "secret", "http://localhost:1/google"))
                .todoistClient(OAuthClient.of("oo", "secret", "http://localhost:1/todoist")))) {
      StandInsControl control = StandInsControl.of(standIns);
      JsonNode google =
          Browser.get(standIns.googleBase() + "/.well-known/openid-configuration").json();
      URI back =
          ConsentPages.signIn(
              URI.create(
                  google.path("authorization_endpoint").asString()
                      + "?"
                      + Parameters.encode(
                          Map.of(
                              "client_id", "oo",
                              "redirect_uri", "http://localhost:1/google",
                              "response_type", "code",
                              "scope", "openid email profile",
                              "state", "s",
                              "nonce", "n",
                              "code_challenge", SecretStrings.challenge(VERIFIER),
                              "code_challenge_method", "S256"))),
              "ada@example.com");
      JsonNode signedIn =
          Browser.post(
                  google.path("token_endpoint").asString(),
                  Map.of(
                      "grant_type", "authorization_code",
                      "code", Browser.query(back).get("code").orElseThrow(),
                      "redirect_uri", "http://localhost:1/google",
                      "client_id", "oo",
                      "client_secret", "secret",
                      "code_verifier", VERIFIER))
              .json();
      assertThat(signedIn.path("id_token").asString("")).contains(".");

      URI connected =
          ConsentPages.agree(
              URI.create(
                  standIns.todoistBase()
                      + "/oauth/authorize?"
                      + Parameters.encode(
                          Map.of(
                              "client_id", "oo",
                              "redirect_uri", "http://localhost:1/todoist",
                              "scope", "data:read_write",
                              "state", "s",
                              "code_challenge", SecretStrings.challenge(VERIFIER),
                              "code_challenge_method", "S256"))),
              "ada@example.com");
      String user = control.todoist().accounts().getFirst().id();
      String task = control.todoist().add(user, "Water the plants", "every day").id();
      JsonNode tokens =
          Browser.post(
                  standIns.todoistBase() + "/oauth/access_token",
                  Map.of(
                      "code", Browser.query(connected).get("code").orElseThrow(),
                      "redirect_uri", "http://localhost:1/todoist",
                      "client_id", "oo",
                      "client_secret", "secret",
                      "code_verifier", VERIFIER))
              .json();
      String before = control.todoist().task(task).dueDate();
      JsonNode synced =
          Browser.post(
                  standIns.todoistBase() + "/api/v1/sync",
                  Map.of(
                      "sync_token",
                      "*",
                      "resource_types",
                      "[\"items\"]",
                      "commands",
                      Todoist.list(Todoist.command("item_close", task))),
                  "Authorization",
                  "Bearer " + tokens.path("access_token").asString())
              .json();
      assertThat(synced.path("items").size()).isEqualTo(1);
      assertThat(control.todoist().task(task).dueDate()).isGreaterThan(before);
      assertThat(control.todoist().task(task).checked()).isFalse();
    }
  }
}
