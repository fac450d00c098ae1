package oo.standins.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Random tokens, PKCE (RFC 7636), and secrets compared in constant time. */
public final class SecretStrings {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private SecretStrings() {}

  /** 256 bits, URL-safe. */
  public static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  public static boolean equal(String left, String right) {
    return MessageDigest.isEqual(left.getBytes(UTF_8), right.getBytes(UTF_8));
  }

  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The S256 challenge of a verifier (4.2). */
  public static String challenge(String verifier) {
    return BASE64.encodeToString(sha256(verifier));
  }

  public static boolean isChallenge(String challenge) {
    return challenge.matches("[A-Za-z0-9_-]{43}");
  }

  /** Whether this is a well-formed verifier (4.1), and that of the challenge. */
  public static boolean verifies(String verifier, String challenge) {
    return verifier.matches("[A-Za-z0-9._~-]{43,128}") && equal(challenge, challenge(verifier));
  }

  /** Id and secret of {@code Authorization: Basic}; empty when they are malformed. */
  public static Optional<String[]> basic(String encoded) {
    try {
      String[] pair = new String(Base64.getDecoder().decode(encoded), UTF_8).split(":", 2);
      return pair.length < 2
          ? Optional.empty()
          : Optional.of(
              new String[] {URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair[1], UTF_8)});
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
