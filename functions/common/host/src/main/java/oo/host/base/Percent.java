package oo.host.base;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of a URI (RFC 3986, 2.1). */
public final class Percent {
  private Percent() {}

  /**
   * Decodes each {@code %XX}, as UTF-8. A plus stays a plus.
   *
   * @throws IllegalArgumentException when a percent sign has no two digits
   */
  public static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
