package oo.host.base;

import java.security.SecureRandom;

/**
 * The process's source of randomness, for ids, secrets and seeds. One for all, so that a process
 * that begins from a snapshot of another can be given randomness of its own.
 */
public final class Randomness {
  private static final SecureRandom SHARED = new SecureRandom();

  private Randomness() {}

  public static SecureRandom shared() {
    return SHARED;
  }

  /** That many random bytes. */
  public static byte[] bytes(int count) {
    var bytes = new byte[count];
    SHARED.nextBytes(bytes);
    return bytes;
  }

  /**
   * Mixes fresh bytes of the operating system in. After a restore, before anything is drawn: the
   * generator's own state, and what it had read ahead, are the same in every copy of a snapshot.
   */
  public static void reseed() {
    reseed(SHARED);
  }

  static void reseed(SecureRandom random) {
    // A new instance has read nothing ahead.
    random.setSeed(new SecureRandom().generateSeed(32));
  }
}
