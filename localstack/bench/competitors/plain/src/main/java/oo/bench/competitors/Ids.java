package oo.bench.competitors;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** UUIDs of version 7, seeds and traces. */
final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static UUID uuid7() {
    long high =
        (System.currentTimeMillis() << 16) | 0x7000L | (RANDOM.nextLong() & 0x0FFFL);
    long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  static byte[] bytes(int count) {
    var bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static String hex(int count) {
    return HexFormat.of().formatHex(bytes(count));
  }
}
