package oo.policy.soonest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.IntFunction;
import oo.policy.Candidate;
import oo.policy.Candidates;
import oo.policy.Context;
import oo.policy.Distribution;
import oo.policy.PolicyFactory;
import org.junit.jupiter.api.Test;

final class SoonestPolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-03-01");

  @Test
  void itIsFoundByItsName() {
    assertThat(PolicyFactory.load().get("soonest")).isInstanceOf(SoonestPolicy.class);
  }

  @Test
  void whatIsDueIsMoreLikely() {
    var explicit =
        distribution(
            3,
            index ->
                index == 0
                    ? Map.of("title", "Whenever")
                    : Map.of("due", TODAY.plusDays(index == 1 ? 0 : 3) + "T09:00"));

    assertThat(p(explicit, 1)).isEqualTo(8 * p(explicit, 0));
    assertThat(p(explicit, 2)).isEqualTo(3 * p(explicit, 0));
  }

  @Test
  void fewAreLookedAtHoweverManyThereAre() {
    var asked = new int[1];
    var explicit =
        distribution(
            100_000,
            index -> {
              asked[0]++;
              return Map.of("title", "Task " + index);
            });

    assertThat(asked[0]).isEqualTo(40);
    assertThat(explicit.indexes()).hasSize(40);
  }

  @Test
  void theSameInputsGiveTheSameDistribution() {
    IntFunction<Map<String, Object>> features = index -> Map.of("due", TODAY.toString());

    assertThat(distribution(1_000, features)).isEqualTo(distribution(1_000, features));
  }

  private static double p(Distribution.Explicit explicit, int index) {
    return explicit.p().get(explicit.indexes().indexOf(index));
  }

  private static Distribution.Explicit distribution(
      int size, IntFunction<Map<String, Object>> features) {
    var candidates =
        new Candidates() {
          @Override
          public int size() {
            return size;
          }

          @Override
          public Candidate at(int index) {
            return new Candidate("c" + index, features.apply(index));
          }
        };
    var context = new Context(Map.of(), new Context.Server(NOW, ZoneOffset.UTC, Map.of()));
    return (Distribution.Explicit) new SoonestPolicy().distribution(candidates, context);
  }
}
