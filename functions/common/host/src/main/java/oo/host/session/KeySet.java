package oo.host.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys as a setting holds them. */
public final class KeySet {
  private KeySet() {}

  /**
   * The keys of a JWK set (RFC 7517), as JSON or in base64. Several sets in base64 are separated by
   * commas. Base64 is the form that a shell, Docker and Compose read alike without quotes.
   *
   * @throws ParseException when it is neither
   */
  public static List<JWK> parse(String text) throws ParseException {
    if (text.strip().startsWith("{")) {
      return JWKSet.parse(text).getKeys();
    }
    var keys = new ArrayList<JWK>();
    for (String set : text.split(",", -1)) {
      keys.addAll(JWKSet.parse(decoded(set.strip())).getKeys());
    }
    return keys;
  }

  private static String decoded(String set) throws ParseException {
    try {
      // Both alphabets of RFC 4648.
      return new String(
          Base64.getUrlDecoder().decode(set.replace('+', '-').replace('/', '_')), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ParseException("Not base64", 0);
    }
  }
}
