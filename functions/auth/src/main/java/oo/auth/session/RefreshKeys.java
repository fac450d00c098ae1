package oo.auth.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import oo.host.base.MissingSetting;
import oo.host.base.SessionId;
import oo.host.base.Settings;
import oo.host.base.UserId;

/**
 * The keys that make refresh tokens. A token's text is derived from its content and a key, so that
 * a stolen database opens no session:
 *
 * <pre>base64url(user id, session id, generation) . key id . base64url(HMAC-SHA256)</pre>
 *
 * The HMAC covers {@code oo/refresh/1}, a space and everything before the HMAC. Tokens of every
 * configured key are valid; the first key makes new ones.
 */
public final class RefreshKeys {
  private static final String NAME = "REFRESH_KEYS";
  private static final String HOW =
      "Set it to KID:BASE64 of 32 random bytes, several separated by commas, the newest first; make"
          + " one with: echo \"r1:$(openssl rand -base64 32)\"";
  private static final Pattern KEY = Pattern.compile("([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_=-]+)");
  private static final Pattern TOKEN =
      Pattern.compile("([A-Za-z0-9_-]{48})\\.([A-Za-z0-9_-]{1,32})\\.([A-Za-z0-9_-]{43})");
  private static final int MIN_KEY_BYTES = 32;
  private static final int CONTENT_BYTES = 2 * 16 + 4;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Map<String, SecretKeySpec> keys;
  private final String newest;

  private RefreshKeys(Map<String, SecretKeySpec> keys) {
    this.keys = keys;
    this.newest = keys.keySet().iterator().next();
  }

  public static RefreshKeys from(Settings settings) {
    var keys = new LinkedHashMap<String, SecretKeySpec>();
    for (String one : settings.required(NAME, HOW).split(",", -1)) {
      Matcher key = KEY.matcher(one.strip());
      if (!key.matches()) {
        throw new MissingSetting(NAME, "is malformed. " + HOW);
      }
      byte[] bytes = bytes(key.group(2));
      if (bytes.length < MIN_KEY_BYTES) {
        throw new MissingSetting(
            NAME, "key " + key.group(1) + " has " + bytes.length + " bytes, too few. " + HOW);
      }
      if (keys.put(key.group(1), new SecretKeySpec(bytes, "HmacSHA256")) != null) {
        throw new MissingSetting(NAME, "names key " + key.group(1) + " twice. " + HOW);
      }
    }
    return new RefreshKeys(keys);
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new MissingSetting(NAME, "is not base64. " + HOW);
    }
  }

  /** The token's text; the same for the same token while the newest key is the same. */
  String mint(RefreshToken token) {
    var content =
        ByteBuffer.allocate(CONTENT_BYTES)
            .putLong(token.user().value().getMostSignificantBits())
            .putLong(token.user().value().getLeastSignificantBits())
            .putLong(token.session().value().getMostSignificantBits())
            .putLong(token.session().value().getLeastSignificantBits())
            .putInt(token.generation());
    String signed = BASE64URL.encodeToString(content.array()) + "." + newest;
    return signed + "." + mac(newest, "oo/refresh/1 " + signed);
  }

  /** The content of a token's text; empty unless one of the keys made it. */
  public Optional<RefreshToken> open(String text) {
    Matcher token = TOKEN.matcher(text);
    if (!token.matches() || !keys.containsKey(token.group(2))) {
      return Optional.empty();
    }
    String signed = token.group(1) + "." + token.group(2);
    // Compare texts, not decoded bytes: several base64 texts decode to the same bytes.
    boolean ours =
        MessageDigest.isEqual(
            ascii(token.group(3)), ascii(mac(token.group(2), "oo/refresh/1 " + signed)));
    if (!ours) {
      return Optional.empty();
    }
    var content = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token.group(1)));
    return Optional.of(
        new RefreshToken(
            new UserId(new UUID(content.getLong(), content.getLong())),
            new SessionId(new UUID(content.getLong(), content.getLong())),
            content.getInt()));
  }

  /** The key ids, newest first. */
  Set<String> ids() {
    return keys.keySet();
  }

  /** A value that only this key can make, and that is not a token. */
  byte[] probe(String id) {
    return ascii(mac(id, "oo/probe/1 " + id));
  }

  private String mac(String id, String text) {
    SecretKeySpec key = keys.get(id);
    if (key == null) {
      throw new IllegalArgumentException("No key " + id + "; there are " + List.copyOf(ids()));
    }
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return BASE64URL.encodeToString(mac.doFinal(ascii(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
