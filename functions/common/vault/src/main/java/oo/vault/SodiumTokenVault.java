package oo.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import oo.host.FunctionRegistrar;
import oo.host.base.MissingSetting;
import oo.host.base.Randomness;
import oo.host.base.Settings;
import oo.signals.ConnectionRef;

/**
 * libsodium's XChaCha20-Poly1305 (IETF). Nonces are random, for which 24 bytes are enough
 * (https://doc.libsodium.org/secret-key_cryptography/aead/chacha20-poly1305/xchacha20-poly1305_construction).
 *
 * <p>The associated data is {@code oo/vault/1}, user, connection and key id, each with a length
 * prefix, so that the encoding is unambiguous.
 *
 * <p>Loading the library is slow, so it is loaded at the first use, not to read the keys.
 */
public final class SodiumTokenVault implements TokenVault {
  static final String SETTING = "VAULT_KEYS";
  private static final String EXPECTED =
      "KID:KEY, several separated by commas, the newest first. KID is 1 to 32 letters, digits, - or _; "
          + "KEY is 32 random bytes in base64, as `openssl rand -base64 32` makes them.";
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
  private static final String CONTEXT = "oo/vault/1";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 24;

  private final Map<String, byte[]> keys;
  private final String newest;

  private SodiumTokenVault(Map<String, byte[]> keys) {
    this.keys = keys;
    this.newest = keys.keySet().iterator().next();
  }

  /**
   * Reads {@code VAULT_KEYS}.
   *
   * @throws MissingSetting when there is no key or a malformed one; the message says how to make
   *     one
   */
  public static SodiumTokenVault from(Settings settings) {
    return parse(settings.required(SETTING, "Set it to " + EXPECTED));
  }

  /** Like {@link #from}; loads the library during the start. */
  public static SodiumTokenVault primed(Settings settings, FunctionRegistrar functions) {
    SodiumTokenVault vault = from(settings);
    functions.prime(vault::load);
    return vault;
  }

  private static SodiumTokenVault parse(String text) {
    var keys = new LinkedHashMap<String, byte[]>();
    for (String pair : text.split(",", -1)) {
      int colon = pair.indexOf(':');
      String id = colon < 0 ? "" : pair.substring(0, colon).strip();
      byte[] key = colon < 0 ? new byte[0] : decoded(pair.substring(colon + 1).strip());
      if (!KEY_ID.matcher(id).matches() || key.length != KEY_BYTES) {
        throw new MissingSetting(SETTING, "is malformed. It must be " + EXPECTED);
      }
      if (keys.put(id, key) != null) {
        throw new MissingSetting(SETTING, "names a key twice: " + id + ".");
      }
    }
    return new SodiumTokenVault(keys);
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  @Override
  public String newestKey() {
    return newest;
  }

  /** The configured keys, newest first. */
  List<String> keyIds() {
    return List.copyOf(keys.keySet());
  }

  /** Loads libsodium. */
  void load() {
    Sodium.load();
  }

  @Override
  public Sealed seal(ConnectionRef whose, byte[] plain) {
    return seal(newest, data(whose, newest), plain);
  }

  @Override
  public byte[] open(ConnectionRef whose, Sealed sealed) {
    return open(data(whose, sealed.keyId()), sealed);
  }

  /** A value that only this key can make; bound to no connection. */
  byte[] probe(String keyId) {
    return seal(keyId, data(keyId), CONTEXT.getBytes(UTF_8)).bytes();
  }

  boolean opens(String keyId, byte[] probe) {
    try {
      return Arrays.equals(CONTEXT.getBytes(UTF_8), open(data(keyId), new Sealed(keyId, probe)));
    } catch (CannotOpen e) {
      return false;
    }
  }

  private Sealed seal(String keyId, byte[] data, byte[] plain) {
    byte[] key = key(keyId);
    byte[] nonce = Randomness.bytes(NONCE_BYTES);
    byte[] cipher = new byte[plain.length + Sodium.TAG_BYTES];
    if (!Sodium.encrypt(cipher, plain, data, nonce, key)) {
      throw new IllegalStateException("libsodium could not encrypt");
    }
    return new Sealed(
        keyId, ByteBuffer.allocate(nonce.length + cipher.length).put(nonce).put(cipher).array());
  }

  private byte[] open(byte[] data, Sealed sealed) {
    byte[] key = key(sealed.keyId());
    byte[] bytes = sealed.bytes();
    if (bytes.length < NONCE_BYTES + Sodium.TAG_BYTES) {
      throw refused(sealed);
    }
    byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
    byte[] cipher = Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length);
    byte[] plain = new byte[cipher.length - Sodium.TAG_BYTES];
    if (!Sodium.decrypt(plain, cipher, data, nonce, key)) {
      throw refused(sealed);
    }
    return plain;
  }

  private byte[] key(String keyId) {
    byte[] key = keys.get(keyId);
    if (key == null) {
      throw new CannotOpen("The vault has no key " + keyId + ".");
    }
    return key;
  }

  private static CannotOpen refused(Sealed sealed) {
    return new CannotOpen("Not sealed for this connection by key " + sealed.keyId() + ".");
  }

  private static byte[] data(ConnectionRef whose, String keyId) {
    return lengthPrefixed(CONTEXT, whose.user().toString(), whose.connection().toString(), keyId);
  }

  private static byte[] data(String keyId) {
    return lengthPrefixed(CONTEXT + "/probe", keyId);
  }

  private static byte[] lengthPrefixed(String... parts) {
    var out = new ByteArrayOutputStream();
    for (String part : parts) {
      byte[] bytes = part.getBytes(UTF_8);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return "SodiumTokenVault" + keys.keySet();
  }
}
