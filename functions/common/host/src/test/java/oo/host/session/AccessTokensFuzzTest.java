package oo.host.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import oo.host.base.Settings;

/** Without the key, no text is an access token. */
final class AccessTokensFuzzTest {
  private static final AccessTokens TOKENS = tokens();

  @FuzzTest
  void text(byte[] input) {
    assertThat(TOKENS.check(new String(input, StandardCharsets.ISO_8859_1))).isEmpty();
  }

  /** Of three parts, so that the header and the signature are read too. */
  @FuzzTest
  void parts(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    String header = end < 0 ? "{\"alg\":\"ES256\",\"kid\":\"1\"}" : text.substring(0, end);
    String rest = text.substring(end + 1);

    assertThat(
            TOKENS.check(
                Base64URL.encode(header)
                    + "."
                    + Base64URL.encode(rest)
                    + "."
                    + Base64URL.encode(rest)))
        .isEmpty();
  }

  private static AccessTokens tokens() {
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
      return AccessTokens.from(
          new Settings(
              Map.of(
                  "SITE_ORIGIN",
                  "https://oo.example",
                  "SESSION_PUBLIC_KEYS",
                  new JWKSet(key.toPublicJWK()).toString())));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
