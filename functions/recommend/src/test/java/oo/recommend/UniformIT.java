package oo.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import oo.policy.Context;
import oo.policy.RandomPolicy;
import oo.policy.Seed;
import oo.signals.ConnectionRef;
import oo.signals.candidates.CandidatePool;
import org.junit.jupiter.api.Test;

/** Every candidate has the same probability, over several connections with moved slots. */
final class UniformIT {
  private static final int PICKS = 40_000;

  @Test
  void everyCandidateIsChosenAsOftenAsAnyOther() {
    try (var app = new RecommendApp()) {
      Person ann = app.person();
      ConnectionRef one = ann.connect("1");
      ann.open(one, titles("a", 30));
      ann.open(ann.connect("2"), titles("b", 3));
      ann.connect("3");
      for (int i = 0; i < 20; i++) {
        ann.close(one, "a" + i);
      }

      Map<String, Integer> chosen =
          app.database.transaction(tx -> {
            var store = new CandidatePool();
            var stored = new StoredCandidates(tx, store, store.sets(tx, ann.id));
            var context =
                new Context(Map.of(), new Context.Server(Instant.EPOCH, ZoneOffset.UTC, Map.of()));
            var counts = new TreeMap<String, Integer>();
            for (int i = 0; i < PICKS; i++) {
              var seed = new Seed(ByteBuffer.allocate(4).putInt(i).array());
              int index = new RandomPolicy().pick(ann.id.toString(), stored, context, seed).index();
              counts.merge(stored.stored(index).subject(), 1, Integer::sum);
            }
            return counts;
          });

      assertThat(chosen).hasSize(13);
      double expected = PICKS / 13.0;
      double chiSquare =
          chosen.values().stream()
              .mapToDouble(n -> (n - expected) * (n - expected) / expected)
              .sum();
      // 12 degrees of freedom: 32.9 is the 99.9% quantile. The seeds are fixed.
      assertThat(chiSquare).isLessThan(32.9);
    }
  }

  private static Map<String, String> titles(String prefix, int n) {
    var titles = new HashMap<String, String>();
    for (int i = 0; i < n; i++) {
      titles.put(prefix + i, "Task " + prefix + i);
    }
    return titles;
  }
}
