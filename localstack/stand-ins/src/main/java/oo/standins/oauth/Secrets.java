package oo.standins.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Opaque random strings, and comparing what was sent with what was meant. */
public final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** 256 bits, URL-safe. */
  public static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static boolean same(String left, String right) {
    return MessageDigest.isEqual(left.getBytes(UTF_8), right.getBytes(UTF_8));
  }

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 7636, 4.1: 43 to 128 unreserved characters. */
  public static boolean isVerifier(String verifier) {
    return verifier.matches("[A-Za-z0-9._~-]{43,128}");
  }

  /** RFC 7636, 4.2: what S256 makes of a verifier. */
  public static String challenge(String verifier) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sha256(verifier.getBytes(US_ASCII)));
  }

  /** A S256 challenge is 43 characters of base64url. */
  public static boolean isChallenge(String challenge) {
    return challenge.matches("[A-Za-z0-9_-]{43}");
  }

  /** Id and secret of {@code Authorization: Basic}, when it is well-formed. */
  public static Optional<String[]> basic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
      int colon = pair.indexOf(':');
      if (colon < 0) {
        return Optional.empty();
      }
      return Optional.of(
          new String[] {
            java.net.URLDecoder.decode(pair.substring(0, colon), UTF_8),
            java.net.URLDecoder.decode(pair.substring(colon + 1), UTF_8)
          });
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
