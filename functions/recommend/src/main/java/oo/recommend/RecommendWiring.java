package oo.recommend;

import java.util.ArrayList;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Lazy;
import oo.host.base.MissingSetting;
import oo.host.base.Randomness;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.policy.Policy;
import oo.policy.PolicyFactory;
import oo.policy.Seed;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.user.UserStore;

/** Holds every {@code new} of recommend. */
public final class RecommendWiring implements Wiring {
  private static final int SEED_BYTES = 32;

  @Override
  public String module() {
    return "recommend";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    var database = new Database(platform.dataSource(settings));
    var policy = new Lazy<>(() -> policy(settings.optional("POLICY").orElse("random")));
    functions
        .http(
            "recommend",
            Guard.SESSION,
            () ->
                new RecommendFunction(
                    new Recommend(
                        database,
                        new UserStore(),
                        new CandidatePool(),
                        new ConnectionStore(),
                        new DecisionStore(),
                        new NoticeStore(),
                        new DeliveryStore(),
                        policy.get(),
                        () -> new Seed(Randomness.bytes(SEED_BYTES)))))
        .health(
            "recommend_health",
            () -> {
              policy.get(); // An unknown policy stops the start of the health function too.
              var probes = new ArrayList<Probe>(Probes.ofDatabase(database));
              probes.add(Probes.sessionKeys(database, AccessTokens.from(settings)));
              return probes;
            })
        .prime(() -> Probes.database(database).check());
  }

  private static Policy policy(String name) {
    try {
      return PolicyFactory.load().get(name);
    } catch (IllegalArgumentException e) {
      throw new MissingSetting("POLICY", "names no policy. " + e.getMessage());
    }
  }
}
