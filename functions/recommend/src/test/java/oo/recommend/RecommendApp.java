package oo.recommend;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import oo.contract.Tip;
import oo.host.FunctionHost;
import oo.host.Platform;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;
import oo.policy.PolicyFactory;
import oo.postgres.TestDatabase;
import oo.signals.DecisionId;
import oo.signals.candidates.CandidatePool;
import oo.signals.decisions.DecisionStore;

/** The module in a host, on a separate database. */
final class RecommendApp implements AutoCloseable {
  static final String SITE = "http://localhost:8080";
  private static final ECKey KEY = key();

  final TestDatabase test = TestDatabase.create();
  final Database database = new Database(test.dataSource());
  final FunctionHost host = start(test.dataSource());

  Person person() {
    return new Person(database, host, KEY);
  }

  Person person(FunctionHost by) {
    return new Person(database, by, KEY);
  }

  Replay.Result replay(DecisionId decision) {
    return new Replay(database, new CandidatePool(), new DecisionStore(), PolicyFactory.load())
        .run(decision);
  }

  int count(String tableAndCondition) {
    return database.statement(
        db -> db.sql("select count(*) from " + tableAndCondition).query(Integer.class).single());
  }

  /** What the decision of a tip has in that column. */
  String column(String name, Tip tip) {
    return database.statement(db ->
        db.sql("select " + name + " from decision where decision_id = ?")
            .param(tip.id())
            .query(String.class)
            .single());
  }

  static FunctionHost start(DataSource dataSource) {
    var settings =
        Map.of(
            "SITE_ORIGIN", SITE, "SESSION_PUBLIC_KEYS", new JWKSet(KEY.toPublicJWK()).toString());
    return FunctionHost.start(
        List.of(new RecommendWiring()),
        module -> new Settings(settings),
        new Platform() {
          @Override
          public DataSource dataSource(Settings own) {
            return dataSource;
          }

          @Override
          public MessageQueue queue(Settings own) {
            throw new UnsupportedOperationException();
          }

          @Override
          public ObjectStore objects(Settings own) {
            throw new UnsupportedOperationException();
          }
        },
        line -> {
          // Log errors next to the test's failure.
          if (line.containsKey("reason")) {
            System.err.println(line);
          }
        });
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    host.close();
    test.close();
  }
}
