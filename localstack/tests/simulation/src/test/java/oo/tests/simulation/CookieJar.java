package oo.tests.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser's cookies. There is one site, so their paths and domains do not count. */
final class CookieJar {
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /**
   * @param setCookie the header's value; {@code Max-Age=0} removes the cookie
   */
  void keep(String setCookie) {
    String pair = setCookie.substring(0, setCookie.indexOf(';'));
    String name = pair.substring(0, pair.indexOf('='));
    if (setCookie.contains("Max-Age=0")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair.substring(pair.indexOf('=') + 1));
    }
  }

  /** The value of the header {@code Cookie}; empty without cookies. */
  String header() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  void clear() {
    cookies.clear();
  }
}
