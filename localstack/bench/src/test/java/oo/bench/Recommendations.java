package oo.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import oo.bench.Samples.Measure;
import oo.images.training.SampleUser;

/** A new decision among few and many open tasks, over HTTP. */
final class Recommendations implements Benchmark {
  private static final int[] SIZES = {100, 10_000, 100_000};
  private static final int CALLS = 40;

  @Override
  public int rounds() {
    return 7;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    var server = new ServerProcess(revision);
    Map<Integer, SampleUser> users = new LinkedHashMap<>();
    for (int size : SIZES) {
      users.put(size, server.environment.user(size));
    }
    server.sql("update connection set read_at = oo_now(), due_at = oo_now() + interval '6 hours'");
    server.sql("analyze");
    return new Subject() {
      @Override
      public void measure(Samples samples) throws Exception {
        double first = 0;
        for (var entry : users.entrySet()) {
          double median = median(server, entry.getValue());
          samples.add(
              new Measure("a new decision among " + entry.getKey() + " tasks", "ms"), median);
          if (entry.getKey() == SIZES[0]) {
            first = median;
          } else {
            samples.add(
                new Measure("the same, by the time among " + SIZES[0], "x", "at most 1.3"),
                median / first);
          }
        }
      }

      @Override
      public void close() throws Exception {
        server.close();
      }
    };
  }

  private static double median(ServerProcess server, SampleUser user) throws Exception {
    String cookies = server.cookies(user);
    var times = new ArrayList<Double>();
    for (int call = 0; call < CALLS; call++) {
      server.sql(
          "update decision set state = 'expired', ended_at = oo_now() where state = 'open' and user_id = '"
              + user.user()
              + "'");
      long from = System.nanoTime();
      ServerProcess.send(server.recommend(cookies));
      times.add((System.nanoTime() - from) / 1e6);
    }
    return Samples.median(times);
  }
}
