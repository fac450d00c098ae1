package oo.host.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The site's cookies: HttpOnly, Secure, at every path. Browsers enforce the prefix {@code __Host-}
 * (RFC 6265bis, 4.1.3.2): neither another host nor plain HTTP can set one. Names are compared byte
 * by byte, because browsers keep a lookalike as any other cookie.
 */
public final class Cookies {
  /** The access token. */
  public static final String ACCESS = "__Host-oo-access";

  /** The refresh token; only {@code auth} reads it. */
  public static final String REFRESH = "__Host-oo-refresh";

  /**
   * Prefix of an attempt's cookie, followed by the attempt's id, so that tabs do not share a
   * cookie. SameSite=Lax, because a provider redirects the browser back.
   */
  public static final String ATTEMPT = "__Host-oo-attempt-";

  private static final Pattern BETWEEN = Pattern.compile("; ?");
  private static final Pattern ATTEMPT_ID = Pattern.compile("[0-9a-f-]{36}");

  /** Names until version 5, which a sibling host can set. They are cleared and never read. */
  private static final Pattern FORMER =
      Pattern.compile("__Secure-oo-(refresh|attempt-" + ATTEMPT_ID + ")");

  private static final int MAX_CLEARED = 10;

  private Cookies() {}

  public static Header access(String token, Duration life) {
    return set(ACCESS, token, "Strict", life);
  }

  public static Header refresh(String token, Duration life) {
    return set(REFRESH, token, "Strict", life);
  }

  /** Only the callbacks read it. */
  public static Header attempt(String attempt, String secret, Duration life) {
    return set(ATTEMPT + attempt, secret, "Lax", life);
  }

  /** Clears both session cookies. */
  public static List<Header> clearSession() {
    return List.of(
        set(ACCESS, "", "Strict", Duration.ZERO), set(REFRESH, "", "Strict", Duration.ZERO));
  }

  /** Clears a cookie that came twice; nothing unless it is one of the site's. */
  public static List<Header> clear(String name) {
    if (name.equals(ACCESS) || name.equals(REFRESH)) {
      return clearSession();
    }
    return name.startsWith(ATTEMPT)
            && ATTEMPT_ID.matcher(name.substring(ATTEMPT.length())).matches()
        ? List.of(set(name, "", "Lax", Duration.ZERO))
        : List.of();
  }

  /** Clears the cookies that have a former name, where oO set them. */
  public static List<Header> clearFormer(Request request) {
    if (request.path().contains(";")) {
      return List.of(); // It would end the header's attribute.
    }
    return request.cookies().keySet().stream()
        .filter(name -> FORMER.matcher(name).matches())
        .limit(MAX_CLEARED)
        .map(name -> {
          String path = name.endsWith("refresh") ? "/api/auth" : request.path();
          return set(name, "", path, "Lax", Duration.ZERO);
        })
        .toList();
  }

  private static Header set(String name, String value, String sameSite, Duration life) {
    return set(name, value, "/", sameSite, life);
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

  /**
   * All values by name. Nothing is decoded or unquoted, and only the space after a semicolon is
   * removed: a browser protects a prefix only in the name as it was sent.
   */
  static Map<String, List<String>> parse(List<String> cookieHeaders) {
    var cookies = new LinkedHashMap<String, List<String>>();
    for (String header : cookieHeaders) {
      for (String pair : BETWEEN.split(header, -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          cookies
              .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
              .add(pair.substring(equals + 1));
        }
      }
    }
    return cookies;
  }
}
