package oo.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.contract.RecommendRequest;
import oo.host.queue.Message;

/** What a stranger sends: headers, a callback's parameters, a body, a message. */
final class RequestFuzzTest {

  @FuzzTest
  void cookies(byte[] input) {
    String header = new String(input, StandardCharsets.ISO_8859_1);

    Map<String, List<String>> cookies = Cookies.parse(List.of(header));

    cookies.forEach((name, values) -> {
      assertThat(name).doesNotContain("=", ";");
      assertThat(values).isNotEmpty().allSatisfy(value -> assertThat(header).contains(value));
      assertThat(request("GET", Map.of(), header, new byte[0]).cookie(name).isPresent())
          .isEqualTo(values.size() == 1 && values.getFirst().matches("[!-~]*"));
    });
  }

  @FuzzTest
  void authorizationResponse(byte[] input) {
    Map<String, List<String>> query = query(new String(input, StandardCharsets.ISO_8859_1));

    var response = AuthorizationResponse.of(request("GET", query, "", new byte[0]));

    switch (response) {
      case AuthorizationResponse.Code(String code, String iss) -> {
        assertThat(query.get("code")).containsExactly(code);
        assertPlain(code, query);
        assertThat(query).doesNotContainKey("error");
      }
      case AuthorizationResponse.Failed(String error, String iss) -> {
        assertThat(query.get("error")).containsExactly(error);
        assertPlain(error, query);
        assertThat(query).doesNotContainKey("code");
      }
      case AuthorizationResponse.Malformed() -> {}
    }
    assertThat(response.hash()).hasSize(32);
  }

  private static void assertPlain(String value, Map<String, List<String>> query) {
    assertThat(value).isNotBlank().matches("[ -~]{1,4096}");
    assertThat(query.getOrDefault("iss", List.of())).hasSizeLessThan(2);
    assertThat(query.getOrDefault("state", List.of())).hasSizeLessThan(2);
  }

  @FuzzTest
  void body(byte[] input) {
    try {
      assertThat(request("POST", Map.of(), "", input).json(RecommendRequest.class)).isNotNull();
    } catch (Refused e) {
      assertThat(e.status()).isIn(400, 413, 415);
      assertThat(e.detail()).hasSizeLessThan(250);
    }
  }

  @FuzzTest
  void message(byte[] input) {
    var message = new Message("1", new String(input, StandardCharsets.UTF_8));
    message.trace();
    try {
      assertThat(message.hint(RecommendRequest.class)).isNotNull();
    } catch (Message.Unreadable e) {
      assertThat(e).hasMessageStartingWith("Unreadable message: expected");
    }
  }

  private static Map<String, List<String>> query(String raw) {
    var query = new LinkedHashMap<String, List<String>>();
    for (String pair : raw.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      query
          .computeIfAbsent(sides[0], name -> new ArrayList<>())
          .add(sides.length == 2 ? decoded(sides[1]) : "");
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static Request request(
      String method, Map<String, List<String>> query, String cookies, byte[] body) {
    return new Request(
        method,
        "/api/x",
        Map.of(),
        query,
        Map.of("Cookie", List.of(cookies), "Content-Type", List.of("application/json")),
        body);
  }
}
