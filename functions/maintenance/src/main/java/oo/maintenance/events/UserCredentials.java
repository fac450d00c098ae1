package oo.maintenance.events;

import io.nats.client.AuthHandler;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oo.host.base.MissingSetting;

/**
 * The contents of a {@code .creds} file: a user's JWT, and the nkey that signs the broker's
 * challenge. Line breaks may be spaces, as in an environment file.
 */
final class UserCredentials implements AuthHandler {
  private static final Pattern PARTS =
      Pattern.compile(
          "-----BEGIN NATS USER JWT-----\\s*(\\S+)\\s*-+END NATS USER JWT-+.*?"
              + "-----BEGIN USER NKEY SEED-----\\s*(S[A-Z2-7]{57})\\s",
          Pattern.DOTALL);

  /** Of two bytes of prefix, the seed, and two of a checksum. */
  private static final int SEED_FROM = 2;

  private static final int SEED_TO = 34;

  private final String jwt;
  private final PrivateKey key;

  private UserCredentials(String jwt, PrivateKey key) {
    this.jwt = jwt;
    this.key = key;
  }

  /**
   * @throws MissingSetting when it is none; its text is not quoted
   */
  static UserCredentials parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.find()) {
      throw new MissingSetting("NATS_CREDS", "must be the contents of a .creds file");
    }
    try {
      byte[] seed = Arrays.copyOfRange(base32(parts.group(2)), SEED_FROM, SEED_TO);
      return new UserCredentials(
          parts.group(1),
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 4648, without padding. */
  private static byte[] base32(String text) {
    var bytes = new byte[text.length() * 5 / 8];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c >= 'A' ? c - 'A' : c - '2' + 26;
      for (int bit = 0; bit < 5; bit++) {
        int at = i * 5 + bit;
        if (at / 8 < bytes.length && (value >> (4 - bit) & 1) == 1) {
          bytes[at / 8] |= (byte) (0x80 >> at % 8);
        }
      }
    }
    return bytes;
  }

  @Override
  public byte[] sign(byte[] nonce) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(nonce);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JWT names the key. */
  @Override
  public char[] getID() {
    return new char[0];
  }

  @Override
  public char[] getJWT() {
    return jwt.toCharArray();
  }
}
