package oo.template;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fresh keys under the names by which the modules ask for them. Values need no quotes in a shell,
 * an environment file or YAML.
 */
public final class FreshKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private FreshKeys() {}

  /** One line each; {@code localstack/compose.yaml} starts this class, which is in its images. */
  public static void main(String[] arguments) {
    fresh().forEach((name, value) -> System.out.println(name + "=" + value));
  }

  /** One of each: sessions, refresh tokens, vault, object links, database. */
  public static Map<String, String> fresh() {
    ECKey session = session();
    var keys = new LinkedHashMap<String, String>();
    keys.put("SESSION_PRIVATE_KEYS", set(session, false));
    keys.put("SESSION_PUBLIC_KEYS", set(session, true));
    keys.put("REFRESH_KEYS", "1:" + random());
    keys.put("VAULT_KEYS", "1:" + random());
    keys.put("OBJECTS_KEY", random());
    keys.put("DATABASE_PASSWORD", random());
    return keys;
  }

  private static ECKey session() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String set(ECKey key, boolean publicOnly) {
    return Base64URL.encode(new JWKSet(key).toString(publicOnly)).toString();
  }

  private static String random() {
    var bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
