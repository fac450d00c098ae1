package oo.host.base;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The process's only source of randomness, for ids, secrets and seeds. {@link #reseed} therefore
 * covers all of them when a process starts from a snapshot.
 */
public final class Randomness {
  private static final SecureRandom SHARED = new SecureRandom();

  private Randomness() {}

  public static SecureRandom shared() {
    return SHARED;
  }

  public static byte[] bytes(int count) {
    var bytes = new byte[count];
    SHARED.nextBytes(bytes);
    return bytes;
  }

  /** Two lower-case hex digits for each byte. */
  public static String hex(int bytes) {
    return HexFormat.of().formatHex(bytes(bytes));
  }

  /**
   * Mixes in fresh bytes of the operating system. Call it after a restore, before any use: the
   * generator's state and its read-ahead are the same in every copy of a snapshot.
   */
  public static void reseed() {
    reseed(SHARED);
  }

  static void reseed(SecureRandom random) {
    // A new instance has no read-ahead.
    random.setSeed(new SecureRandom().generateSeed(32));
  }
}
