package oo.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** New session keys as settings. */
final class GeneratedKeys {
  private GeneratedKeys() {}

  /**
   * SESSION_PRIVATE_KEYS, SESSION_PUBLIC_KEYS and REFRESH_KEYS with one new key each, under an
   * unused kid.
   */
  static Map<String, String> make() {
    String kid = UUID.randomUUID().toString().substring(0, 8);
    var refresh = new byte[32];
    new SecureRandom().nextBytes(refresh);
    try {
      ECKey session =
          new ECKeyGenerator(Curve.P_256).keyID(kid).keyUse(KeyUse.SIGNATURE).generate();
      var made = new LinkedHashMap<String, String>();
      made.put("SESSION_PRIVATE_KEYS", new JWKSet(session).toString(false));
      made.put("SESSION_PUBLIC_KEYS", new JWKSet(session).toString(true));
      made.put("REFRESH_KEYS", kid + ":" + Base64.getEncoder().encodeToString(refresh));
      return made;
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
