package oo.connectcallback;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import oo.host.base.Randomness;

/** Unguessable text, and the hashes by which it is known afterwards. */
final class Secret {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private Secret() {}

  /** 256 random bits, 43 characters that need no escaping in a URL or a cookie. */
  static String next() {
    return URL.encodeToString(Randomness.bytes(32));
  }

  /** What is stored of it: its SHA-256. It has 256 bits, so that is enough. */
  static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The S256 challenge of a PKCE verifier (RFC 7636, 4.2). */
  static String challenge(String verifier) {
    return URL.encodeToString(hash(verifier));
  }
}
