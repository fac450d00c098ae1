package oo.images.training;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import oo.host.sql.Database;

/** What a function needs when it runs by itself: a database, a queue and keys. */
public final class TrainingEnvironment implements AutoCloseable {
  public static final String SITE = "http://localhost:8080";

  public final TrainingDatabase postgres;
  public final Database database;
  public final RecordingQueue queue = new RecordingQueue();
  private final ECKey key = key();

  /** Closes the database when it is closed itself. */
  public TrainingEnvironment(TrainingDatabase postgres) {
    this.postgres = postgres;
    this.database = new Database(postgres.dataSource());
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("training").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public SampleUser user(Operation operation) {
    return SampleUser.in(database, key, operation);
  }

  /** A user with that many open tasks and no tip yet. */
  public SampleUser user(int tasks) {
    return SampleUser.in(database, key, tasks);
  }

  /** The settings that any of the functions asks for. */
  public Map<String, String> settings(String function) {
    String random = Base64.getEncoder().encodeToString(new byte[32]);
    var all = new HashMap<>(postgres.settings());
    all.put("FUNCTION_NAME", function);
    all.put("SITE_ORIGIN", SITE);
    // One user makes hundreds of calls, which are counted all the same.
    all.put("LIMITS", "tips.user=1000000/1/1000000");
    all.put("SESSION_PUBLIC_KEYS", new JWKSet(key).toString(true));
    all.put("SESSION_PRIVATE_KEYS", new JWKSet(key).toString(false));
    all.put("REFRESH_KEYS", "r1:" + random);
    all.put("VAULT_KEYS", "k1:" + random);
    all.put("GOOGLE_CLIENT_ID", "training");
    all.put("GOOGLE_CLIENT_SECRET", "training");
    all.put("EXPORT_BUCKET", "training");
    all.put("FETCH_QUEUE", queue.url());
    all.put("DELIVER_QUEUE", queue.url());
    all.put("REVOKE_QUEUE", queue.url());
    all.put("MAIL_QUEUE", queue.url());
    all.put("AWS_ENDPOINT_URL", queue.endpoint());
    return all;
  }

  /** The settings of the server, at any free port. */
  Map<String, String> serverSettings() {
    Map<String, String> all = settings("");
    // It has its queues, its folder of objects and its site by itself.
    all.keySet().removeIf(name -> name.endsWith("_QUEUE"));
    all.keySet()
        .removeAll(List.of("FUNCTION_NAME", "SITE_ORIGIN", "EXPORT_BUCKET", "AWS_ENDPOINT_URL"));
    all.put("OO_PORT", "0");
    all.put("OBJECTS_KEY", Base64.getEncoder().encodeToString(new byte[32]));
    // Nothing answers there: a build calls no provider.
    all.put("GOOGLE_ISSUER", "http://127.0.0.1:1");
    return all;
  }

  @Override
  public void close() {
    queue.close();
    postgres.close();
  }
}
