package oo.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PolicyTest {
  private static final Context CONTEXT =
      new Context(Map.of(), new Context.Server(Instant.EPOCH, ZoneOffset.UTC, Map.of()));
  private final Policy random = PolicyFactory.load().get("random");

  /** Test vectors for other languages; the SHA-256 of these bytes is well known. */
  @Test
  void theUnitOfASeedIsFixedByTheseVectors() {
    assertThat(seed("").unit()).isEqualTo(0x1c761888531f83L / 0x1p53);
    assertThat(seed("abc").unit()).isEqualTo(0x174f02d7f1e039L / 0x1p53);
    assertThat(seed("oO").unit()).isBetween(0.0, 1.0);
  }

  @Test
  void theIndexOfASeedIsFixedByTheseVectors() {
    assertThat(pick(10, "")).isEqualTo(8);
    assertThat(pick(10, "abc")).isEqualTo(7);
    assertThat(pick(100_000, "")).isEqualTo(88_941);
    assertThat(pick(100_000, "abc")).isEqualTo(72_839);
    assertThat(pick(1, "abc")).isZero();
  }

  @Test
  void aHundredThousandPicksAreUniform() {
    int cells = 100;
    int picks = 100_000;
    var counts = new int[cells];
    for (int i = 0; i < picks; i++) {
      var seed = new Seed(ByteBuffer.allocate(4).putInt(i).array());
      counts[random.pick("u", of(cells), CONTEXT, seed).index()]++;
    }
    double expected = (double) picks / cells;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    // 99 degrees of freedom: the 0.1% and 99.9% quantiles.
    assertThat(chiSquare).isBetween(60.0, 148.2);
  }

  @Test
  void aShortlistIsWalkedInItsOrder() {
    var shortlist = Distribution.explicit(List.of(7, 3, 5), List.of(0.25, 0.0, 0.75));
    assertThat(shortlist.at(0.0, 8)).isEqualTo(7);
    assertThat(shortlist.at(0.2499, 8)).isEqualTo(7);
    assertThat(shortlist.at(0.25, 8)).isEqualTo(5);
    assertThat(shortlist.at(Math.nextDown(1.0), 8)).isEqualTo(5);
    assertThatThrownBy(() -> shortlist.at(0.5, 5)).hasMessageContaining("No candidate 7 of 5");
  }

  @Test
  void aDistributionThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Distribution.uniform(0));
    assertThatThrownBy(() -> Distribution.explicit(List.of(), List.of()));
    assertThatThrownBy(() -> Distribution.explicit(List.of(1, 1), List.of(0.5, 0.5)));
    assertThatThrownBy(() -> Distribution.explicit(List.of(1, 2), List.of(0.5, 0.4)));
    assertThatThrownBy(() -> Distribution.explicit(List.of(1, 2), List.of(-0.5, 1.5)));
    assertThatThrownBy(() -> Distribution.explicit(List.of(1), List.of(Double.NaN)));
  }

  @Test
  void anUnknownNameSaysWhichThereAre() {
    assertThatThrownBy(() -> PolicyFactory.load().get("clever"))
        .hasMessageContaining("clever")
        .hasMessageContaining("random");
  }

  @Test
  void theLastOfManyIsReachedAndNeverPassed() {
    for (int n : new int[] {1, 3, 49, 1_000_003}) {
      assertThat(Distribution.uniform(n).at(Math.nextDown(1.0), n)).isEqualTo(n - 1);
    }
  }

  private int pick(int n, String seed) {
    return random.pick("u", of(n), CONTEXT, seed(seed)).index();
  }

  private static Seed seed(String text) {
    return new Seed(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Candidates of(int n) {
    return new Candidates() {
      @Override
      public int size() {
        return n;
      }

      @Override
      public Candidate at(int index) {
        return new Candidate("c" + index, Map.of());
      }
    };
  }
}
