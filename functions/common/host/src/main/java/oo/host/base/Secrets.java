package oo.host.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Random secrets, and their hashes for storage. */
public final class Secrets {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private Secrets() {}

  /** 256 random bits as 43 characters that need no escaping in a URL or a cookie. */
  public static String random() {
    return URL.encodeToString(Randomness.bytes(32));
  }

  /** SHA-256. Neither salt nor stretching is needed for 256 random bits. */
  public static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
