package oo.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import oo.contract.SignOutRequest;
import org.junit.jupiter.api.Test;

final class RequestTest {

  @Test
  void aBodyIsReadWhenItIsSaidToBeJson() {
    assertThat(request("Application/JSON; charset=utf-8", "{\"everywhere\":true}"))
        .isEqualTo(new SignOutRequest(true));
  }

  @Test
  void whatIsSaidToBeSomethingElseIsNotRead() {
    for (String type :
        new String[] {"", "text/plain", "application/jsonp", "application/json-patch+json"}) {
      assertRefused(type, "{\"everywhere\":true}", 415, "application/json");
    }
  }

  @Test
  void whatIsNoObjectIsToldWhatToBe() {
    for (String body : new String[] {"", "[]", "5", "\"text\"", "null"}) {
      assertRefused("application/json", body, 400, "The body must be a JSON object.");
    }
  }

  @Test
  void aNameThatIsGivenTwiceIsRefused() {
    assertRefused(
        "application/json", "{\"everywhere\":false,\"everywhere\":true}", 400, "well-formed");
  }

  @Test
  void aValueOfTheWrongFormIsNamed() {
    assertRefused("application/json", "{\"everywhere\":[]}", 400, "$.everywhere");
  }

  private static void assertRefused(String type, String body, int status, String words) {
    assertThatThrownBy(() -> request(type, body))
        .as(type + " " + body)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(status);
              assertThat(refused.detail()).contains(words);
            });
  }

  private static SignOutRequest request(String type, String body) {
    return new Request(
            "POST",
            "/api/auth/sign-out",
            Map.of(),
            Map.of(),
            type.isEmpty() ? Map.of() : Map.of("content-type", List.of(type)),
            body.getBytes(StandardCharsets.UTF_8))
        .json(SignOutRequest.class);
  }
}
