package oo.images.training;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;

/** What a function needs that is started by itself: a database, a queue, keys. */
public final class World implements AutoCloseable {
  public static final String SITE = "http://localhost:8080";

  public final TestDatabase postgres = TestDatabase.create();
  public final Database database = new Database(postgres.dataSource());
  public final TapedQueue queue = new TapedQueue();
  private final ECKey key = key();

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("bench").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public Person person(Operation operation) {
    return Person.in(database, key, operation);
  }

  /** The settings of one function. */
  public Map<String, String> environment(String function) {
    // As through a pooler, for everybody: the driver would prepare what a competitor runs often.
    String url = postgres.url() + "?prepareThreshold=0";
    var all = new LinkedHashMap<String, String>();
    all.put("FUNCTION_NAME", function);
    all.put("SITE_ORIGIN", SITE);
    all.put("DATABASE_URL", url);
    all.put("DATABASE_USER", postgres.user());
    all.put("DATABASE_PASSWORD", postgres.password());
    all.put("SESSION_PUBLIC_KEYS", new JWKSet(List.of(key.toPublicJWK())).toString());
    all.put("DELIVER_QUEUE", queue.address());
    all.put("VAULT_KEYS", "k1:" + Base64.getEncoder().encodeToString(new byte[32]));
    all.put("AWS_ENDPOINT_URL", queue.endpoint());
    return all;
  }

  /** What only other functions than the two ask for. */
  Map<String, String> more() {
    return Map.of(
        "SESSION_PRIVATE_KEYS",
        new JWKSet(key).toString(false),
        "REFRESH_KEYS",
        "r1:" + Base64.getEncoder().encodeToString(new byte[32]),
        "GOOGLE_CLIENT_ID",
        "training",
        "GOOGLE_CLIENT_SECRET",
        "training",
        "EXPORT_BUCKET",
        "training",
        "FETCH_QUEUE",
        queue.address(),
        "REVOKE_QUEUE",
        queue.address());
  }

  @Override
  public void close() {
    queue.close();
    postgres.close();
  }
}
