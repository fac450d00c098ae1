package oo.host.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class RandomnessTest {

  @Test
  void copiesOfOneSnapshotDrawDifferentlyOnceReseeded() throws NoSuchAlgorithmException {
    SecureRandom one = copy();
    SecureRandom other = copy();
    assertThat(one.nextLong()).as("they are copies").isEqualTo(other.nextLong());

    Randomness.reseed(one);
    Randomness.reseed(other);

    assertThat(one.nextLong()).isNotEqualTo(other.nextLong());
  }

  /** A deterministic generator, as after a restore. */
  private static SecureRandom copy() throws NoSuchAlgorithmException {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed(7);
    return random;
  }
}
