package oo.policy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The only randomness of a decision: 32 bytes, logged with it. */
public final class Seed {
  private final byte[] bytes;

  /**
   * @param bytes unpredictable
   */
  public Seed(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /**
   * The seed as a number in [0, 1): the top 53 bits of its SHA-256, big-endian, divided by 2^53.
   * Each such number is exactly representable as a double.
   */
  public double unit() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      long top = 0;
      for (int i = 0; i < 8; i++) {
        top = (top << 8) | (digest[i] & 0xFF);
      }
      return (top >>> 11) * 0x1.0p-53;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Seed seed && Arrays.equals(bytes, seed.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
