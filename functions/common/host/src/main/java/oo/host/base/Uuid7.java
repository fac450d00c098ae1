package oo.host.base;

import java.util.UUID;

/**
 * Time-ordered ids, UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, 74 random
 * bits.
 */
public final class Uuid7 {
  private Uuid7() {}

  /** A new id, unguessable and ordered by creation time in milliseconds. */
  public static UUID next() {
    long random = Randomness.shared().nextLong();
    long high = (System.currentTimeMillis() << 16) | 0x7000L | (random & 0x0FFFL);
    long low = (Randomness.shared().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
