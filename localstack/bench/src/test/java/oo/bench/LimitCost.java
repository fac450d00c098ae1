package oo.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  private static final List<String> SETTINGS =
      Stream.concat(Stream.of(WITHOUT), WITH.values().stream()).toList();

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
    var servers = new LinkedHashMap<String, Counted>();
    for (String limits : SETTINGS) {
      servers.put(limits, Counted.by(revision, limits));
    }
    return new Subject() {
      @Override
      public void measure(Samples samples) throws Exception {
        var added = new LinkedHashMap<String, List<Double>>();
        var order = new ArrayList<>(SETTINGS);
        for (int call = 0; call < CALLS; call++) {
          Collections.rotate(order, 1); // Who is first is slower.
          var times = new HashMap<String, Double>();
          for (String limits : order) {
            times.put(limits, servers.get(limits).milliseconds());
          }
          WITH.forEach((name, limits) ->
              added
                  .computeIfAbsent(name, n -> new ArrayList<>())
                  .add(times.get(limits) - times.get(WITHOUT)));
        }
        added.forEach((name, values) ->
            samples.add(new Measure(name, "ms", "at most 0.3"), Samples.median(values)));
      }

      @Override
      public void close() throws Exception {
        for (Counted counted : servers.values()) {
          counted.close();
        }
      }
    };
  }
}
