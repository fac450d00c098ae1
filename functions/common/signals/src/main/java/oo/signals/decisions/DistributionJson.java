package oo.signals.decisions;

import java.util.List;
import oo.contract.Json;
import oo.policy.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * A distribution as the log keeps it: {@code {"uniform": n}} or {@code {"indexes": [...], "p":
 * [...]}}.
 */
record DistributionJson(
    @Nullable Integer uniform, @Nullable List<Integer> indexes, @Nullable List<Double> p) {

  static String write(Distribution distribution) {
    return Json.mapper()
        .writeValueAsString(
            switch (distribution) {
              case Distribution.Uniform u -> new DistributionJson(u.n(), null, null);
              case Distribution.Explicit e -> new DistributionJson(null, e.indexes(), e.p());
            });
  }

  static Distribution read(String json) {
    var read = Json.mapper().readValue(json, DistributionJson.class);
    if (read.uniform != null) {
      return Distribution.uniform(read.uniform);
    }
    if (read.indexes == null || read.p == null) {
      throw new IllegalStateException("Neither uniform nor explicit");
    }
    return Distribution.explicit(read.indexes, read.p);
  }
}
