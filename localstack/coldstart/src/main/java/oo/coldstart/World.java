package oo.coldstart;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.host.sql.Database;
import oo.postgres.TestDatabase;

/** What all contestants share: a database, a queue, keys. */
final class World implements AutoCloseable {
  static final String SITE = "http://localhost:8080";

  final TestDatabase postgres = TestDatabase.create();
  final Database database = new Database(postgres.dataSource());
  final TapedQueue queue = new TapedQueue();
  final Overheard overheard = new Overheard(port(postgres.url()));
  private final ECKey key = key();

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("bench").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int port(String url) {
    return URI.create(url.substring("jdbc:".length())).getPort();
  }

  Person person(Operation operation) {
    return Person.in(database, key, operation);
  }

  /**
   * @param listening whether to pass the database by {@link #overheard}
   */
  Map<String, String> environment(String function, boolean listening) {
    // As through a pooler, for everybody: the driver would prepare what a competitor runs often.
    String url = postgres.url() + "?prepareThreshold=0";
    var all = new LinkedHashMap<String, String>();
    all.put("FUNCTION_NAME", function);
    all.put("SITE_ORIGIN", SITE);
    all.put(
        "DATABASE_URL",
        listening ? url.replace(":" + port(url) + "/", ":" + overheard.port() + "/") : url);
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

  /** What a first call left in the database, without what differs by nature. */
  List<String> rows(Person person) {
    String times =
        "- 'made_at' - 'expires_at' - 'ended_at' - 'at' - 'created_at' - 'due_at' - 'hinted_at' - 'to_at'";
    String random =
        "- 'seed' - 'command_id' - 'traceparent' - 'connection_id' - 'user_id' - 'decision_id'";
    String chosen = "- 'slot' - 'subject'";
    var queries =
        List.of(
            "select to_jsonb(d) "
                + times
                + random
                + chosen
                + " || jsonb_build_object('shown', d.shown - 'id', 'server_context', d.server_context - 'now')"
                + " from decision d where user_id = ?",
            "select to_jsonb(i) " + random + " from decision_input i where user_id = ?",
            "select to_jsonb(f) " + times + random + " from feedback f where user_id = ?",
            "select to_jsonb(d) " + times + random + " from delivery d where user_id = ?",
            "select to_jsonb(s) "
                + times
                + random
                + " from slot s where user_id = ? order by slot, from_v",
            "select jsonb_build_array(set_version, set_size) from connection where user_id = ?");
    return database.read(
        tx ->
            queries.stream()
                .flatMap(
                    query ->
                        tx
                            .sql(query)
                            .param(person.user().value())
                            .query(String.class)
                            .list()
                            .stream())
                .toList());
  }

  @Override
  public void close() {
    overheard.close();
    queue.close();
    postgres.close();
  }
}
