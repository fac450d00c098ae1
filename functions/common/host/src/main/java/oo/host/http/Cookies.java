package oo.host.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The site's cookies. All are HttpOnly and Secure. Browsers enforce the prefixes (RFC 6265bis,
 * 4.1.3): another host or a narrower path cannot set {@code __Host-}, plain HTTP cannot set {@code
 * __Secure-}.
 */
public final class Cookies {
  /** The access token. Sent to every path, same-site only. */
  public static final String ACCESS = "__Host-oo-access";

  /** The refresh token. Sent to {@link #REFRESH_PATH} only. */
  public static final String REFRESH = "__Secure-oo-refresh";

  public static final String REFRESH_PATH = "/api/auth";

  /**
   * Prefix of an attempt's cookie, followed by the attempt's id, so that tabs do not share a
   * cookie. SameSite=Lax, because a provider redirects the browser back.
   */
  public static final String ATTEMPT = "__Secure-oo-attempt-";

  private Cookies() {}

  public static Header access(String token, Duration life) {
    return set(ACCESS, token, "/", "Strict", life);
  }

  public static Header refresh(String token, Duration life) {
    return set(REFRESH, token, REFRESH_PATH, "Strict", life);
  }

  /**
   * @param path the callback's path; the browser sends the cookie nowhere else
   */
  public static Header attempt(String attempt, String secret, String path, Duration life) {
    return set(ATTEMPT + attempt, secret, path, "Lax", life);
  }

  public static Header clearAttempt(String attempt, String path) {
    return set(ATTEMPT + attempt, "", path, "Lax", Duration.ZERO);
  }

  /** Clears both session cookies, and a refresh cookie that another party set at {@code /}. */
  public static List<Header> clearSession() {
    return List.of(
        set(ACCESS, "", "/", "Strict", Duration.ZERO),
        set(REFRESH, "", REFRESH_PATH, "Strict", Duration.ZERO),
        set(REFRESH, "", "/", "Strict", Duration.ZERO));
  }

  private static Header set(
      String name, String value, String path, String sameSite, Duration life) {
    return new Header(
        "Set-Cookie",
        name
            + "="
            + value
            + "; Path="
            + path
            + "; Max-Age="
            + life.toSeconds()
            + "; HttpOnly; Secure; SameSite="
            + sameSite);
  }

  /** All values by name. */
  static Map<String, List<String>> parse(List<String> cookieHeaders) {
    var cookies = new LinkedHashMap<String, List<String>>();
    for (String header : cookieHeaders) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          cookies
              .computeIfAbsent(pair.substring(0, equals).strip(), name -> new ArrayList<>())
              .add(pair.substring(equals + 1).strip());
        }
      }
    }
    return cookies;
  }
}
