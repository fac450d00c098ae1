package oo.host.base;

import java.time.InstantSource;
import java.util.UUID;

/**
 * Stands in for the product's class in the simulation's class path: the same ids, by a clock that
 * the simulation sets. Two instances can so differ by minutes, and a seed makes the same ids again.
 */
public final class Uuid7 {
  private static volatile InstantSource clock = InstantSource.system();

  private Uuid7() {}

  public static void clock(InstantSource other) {
    clock = other;
  }

  public static UUID next() {
    long random = Randomness.shared().nextLong();
    long high = (clock.millis() << 16) | 0x7000L | (random & 0x0FFFL);
    long low = (Randomness.shared().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
