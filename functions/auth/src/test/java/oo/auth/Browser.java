package oo.auth;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import oo.host.FunctionHost;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;

/** A cookie jar in front of the host. It ignores SameSite, which the pages' tests cover. */
final class Browser {
  private record Name(String name, String path) {}

  private final FunctionHost host;
  private final Map<Name, String> jar = new LinkedHashMap<>();

  Browser(FunctionHost host) {
    this.host = host;
  }

  /** Another browser with the same cookies. */
  Browser copy() {
    return copyOn(host);
  }

  /** The same browser, against a reconfigured server. */
  Browser copyOn(FunctionHost other) {
    var copy = new Browser(other);
    copy.jar.putAll(jar);
    return copy;
  }

  /** Navigates. */
  Reply get(String function, String address) {
    return keep(answer(function, "GET", address, Map.of(), new byte[0]));
  }

  /** Navigates ahead of the person, or looks whether the page exists. */
  Reply speculate(String function, String method, String address, Map<String, String> headers) {
    return keep(answer(function, method, address, headers, new byte[0]));
  }

  /** Sends a write as a page of the site does. */
  Reply write(String function, String method, String address, String body) {
    return keep(ask(function, method, address, body));
  }

  /** Like {@link #write}, but the reply is lost. */
  Reply ask(String function, String method, String address, String body) {
    return answer(
        function,
        method,
        address,
        Map.of("X-OO", "1", "Origin", AuthApp.SITE, "Content-Type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  Reply refresh() {
    return write("refresh_session", "POST", "/api/auth/refresh", "");
  }

  Reply me() {
    return get("profile", "/api/me");
  }

  Optional<String> cookie(String prefix) {
    return jar.entrySet().stream()
        .filter(cookie -> cookie.getKey().name().startsWith(prefix))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  void forget(String prefix) {
    jar.keySet().removeIf(name -> name.name().startsWith(prefix));
  }

  void put(String name, String path, String value) {
    jar.put(new Name(name, path), value);
  }

  /** Stores a reply's cookies. */
  Reply keep(Reply reply) {
    for (Header header : reply.headers()) {
      if (header.name().equals("Set-Cookie")) {
        String[] parts = header.value().split("; ", -1);
        String[] pair = parts[0].split("=", 2);
        var name = new Name(pair[0], attribute(parts, "Path="));
        if (attribute(parts, "Max-Age=").equals("0")) {
          jar.remove(name);
        } else {
          jar.put(name, pair[1]);
        }
      }
    }
    return reply;
  }

  private Reply answer(
      String function, String method, String address, Map<String, String> extra, byte[] body) {
    URI uri = URI.create(address);
    var headers = new LinkedHashMap<String, List<String>>();
    extra.forEach((name, value) -> headers.put(name, List.of(value)));
    headers.put("User-Agent", List.of("Browser/1 (Test)"));
    String cookies =
        jar.entrySet().stream()
            .filter(cookie -> uri.getPath().startsWith(cookie.getKey().path()))
            .map(cookie -> cookie.getKey().name() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    if (!cookies.isEmpty()) {
      headers.put("Cookie", List.of(cookies));
    }
    return host.handle(
        function,
        new Request(method, uri.getPath(), parameters(uri.getPath()), query(uri), headers, body));
  }

  /** As {@code /api/me/sessions/{id}} is routed. */
  private static Map<String, String> parameters(String path) {
    String sessions = "/api/me/sessions/";
    return path.startsWith(sessions) ? Map.of("id", path.substring(sessions.length())) : Map.of();
  }

  private static String attribute(String[] parts, String name) {
    for (String part : parts) {
      if (part.startsWith(name)) {
        return part.substring(name.length());
      }
    }
    throw new IllegalStateException("A cookie without " + name);
  }

  static Map<String, List<String>> query(URI uri) {
    var query = new LinkedHashMap<String, List<String>>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query
            .computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
            .add(parts.length == 2 ? decoded(parts[1]) : "");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The refresh cookie that a reply sets. */
  String refreshCookieOf(Reply reply) {
    keep(reply);
    return cookie("__Host-oo-refresh").orElse("");
  }

  static String location(Reply reply) {
    return reply.headers().stream()
        .filter(header -> header.name().equals("Location"))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }
}
