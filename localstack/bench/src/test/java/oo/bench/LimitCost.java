package oo.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.bench.Samples.Measure;
import oo.images.training.SampleUser;

/** What counting adds to {@code recommend}: servers with and without it, called in turns. */
final class LimitCost implements Benchmark {
  private static final int CALLS = 150;
  private static final String WITHOUT = "off";

  /** A tenth of a burst needs no round trip: all of a large one, nothing of a small one. */
  private static final Map<String, String> WITH =
      Map.of(
          "limits add to a recommend, as most calls", "tips.user=1000000/1/100000000",
          "limits add to a recommend that asks the database", "tips.user=1000000/1/9");

  @Override
  public int rounds() {
    return 7;
  }

  private record Counted(ServerProcess server, SampleUser user) implements AutoCloseable {
    static Counted by(Revision revision, String limits) throws IOException, InterruptedException {
      var server = new ServerProcess(revision, limits);
      return new Counted(server, server.environment.user(100));
    }

    double milliseconds() throws IOException, InterruptedException {
      long from = System.nanoTime();
      ServerProcess.send(server.recommend(server.cookies(user)));
      return (System.nanoTime() - from) / 1e6;
    }

    @Override
    public void close() throws IOException, InterruptedException {
      server.close();
    }
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    Counted without = Counted.by(revision, WITHOUT);
    var with = new LinkedHashMap<String, Counted>();
    for (var limits : WITH.entrySet()) {
      with.put(limits.getKey(), Counted.by(revision, limits.getValue()));
    }
    return new Subject() {
      @Override
      public void measure(Samples samples) throws Exception {
        var added = new LinkedHashMap<String, List<Double>>();
        for (int call = 0; call < CALLS; call++) {
          double alone = without.milliseconds();
          for (var counted : with.entrySet()) {
            added
                .computeIfAbsent(counted.getKey(), name -> new ArrayList<>())
                .add(counted.getValue().milliseconds() - alone);
          }
        }
        added.forEach((name, values) ->
            samples.add(new Measure(name, "ms", "at most 0.3"), Samples.median(values)));
      }

      @Override
      public void close() throws Exception {
        without.close();
        for (Counted counted : with.values()) {
          counted.close();
        }
      }
    };
  }
}
