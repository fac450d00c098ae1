package oo.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import oo.bench.Samples.Measure;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.UserId;
import oo.host.base.Uuid7;
import oo.host.http.Request;
import oo.host.limits.RouteLimits;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.host.sql.EnvironmentConnection;
import oo.postgres.TestDatabase;

/**
 * What counting takes of a {@code recommend}, in turns of both ways. In one process, as two of them
 * differ by more than that. It measures this tree, whatever the revision.
 */
final class LimitCost implements Benchmark {
  private static final int CALLS = 2_000;

  private static final String OTHERS =
      "tips.day=1000000/1/100000000,signed_in.address=1000000/1/100000000,";

  /** A tenth of a burst needs no round trip: all of a large one, nothing of a small one. */
  private static final String MOST = OTHERS + "tips.user=1000000/1/100000000";

  private static final String EACH = OTHERS + "tips.user=1000000/1/9";

  @Override
  public int rounds() {
    return 7;
  }

  @Override
  public Subject prepare(Revision revision) {
    TestDatabase server = TestDatabase.create();
    var database =
        new Database(new EnvironmentConnection(server.dataSource(), System::currentTimeMillis));
    RouteLimits most = limits(MOST, database);
    RouteLimits each = limits(EACH, database);
    return new Subject() {
      @Override
      public void measure(Samples samples) {
        var caller =
            new AccessToken(
                new UserId(Uuid7.next()),
                new SessionId(Uuid7.next()),
                0,
                Instant.now().plusSeconds(600));
        List<Double> mostTimes = new ArrayList<>();
        List<Double> eachTimes = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
          mostTimes.add(milliseconds(most, caller));
          eachTimes.add(milliseconds(each, caller));
        }
        samples.add(
            new Measure("limits, most calls", "ms", "at most 0.3"), Samples.median(mostTimes));
        samples.add(
            new Measure("limits, a call that asks the database", "ms", "at most 0.3"),
            Samples.median(eachTimes));
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  private static RouteLimits limits(String setting, Database database) {
    return RouteLimits.from(new Settings(Map.of("LIMITS", setting)), () -> database, line -> {})
        .orElseThrow();
  }

  private static double milliseconds(RouteLimits limits, AccessToken caller) {
    Request request =
        new Request("POST", "/api/recommend", Map.of(), Map.of(), Map.of(), new byte[0])
            .from("203.0.113.7");
    long from = System.nanoTime();
    limits.admit("recommend", true, caller, request);
    return (System.nanoTime() - from) / 1e6;
  }
}
