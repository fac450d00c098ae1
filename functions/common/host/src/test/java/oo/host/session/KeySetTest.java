package oo.host.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeySetTest {
  @Test
  void aSetIsReadAsJsonAndInEitherAlphabetOfBase64() throws Exception {
    String json = set("a?>~ü");
    byte[] bytes = json.getBytes(UTF_8);
    for (String text :
        List.of(
            json,
            " " + json,
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
      assertThat(ids(text)).as(text).containsExactly("a?>~ü");
    }
  }

  @Test
  void severalSetsKeepTheirOrder() throws Exception {
    assertThat(ids(base64(set("new")) + ", " + base64(set("old")))).containsExactly("new", "old");
  }

  @Test
  void anythingElseIsRefused() {
    String good = base64(set("a"));
    for (String bad :
        List.of("", ",", "zzz-secret", "{}", "[]", "!", good + ",", good + ",!", "{keys:[{")) {
      assertThatThrownBy(() -> KeySet.parse(bad)).as(bad).isInstanceOf(ParseException.class);
    }
  }

  private static List<String> ids(String text) throws ParseException {
    return KeySet.parse(text).stream().map(JWK::getKeyID).toList();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String set(String kid) {
    return "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"%s\",\"k\":\"AAAA\"}]}".formatted(kid);
  }
}
