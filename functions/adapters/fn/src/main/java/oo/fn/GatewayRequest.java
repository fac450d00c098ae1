package oo.fn;

import com.fnproject.fn.api.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import oo.fn.protocol.FnHeaders;
import oo.host.http.Refused;
import oo.host.http.Request;
import oo.host.http.RoutePattern;

/**
 * A request as Fn's HTTP gateway hands it to a function. Path and parameters come from the
 * requested address and the function's route, never from a header that names them: a caller that
 * bypasses the gateway can do no more than a caller of the route.
 */
final class GatewayRequest {
  private static final Pattern AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

  private GatewayRequest() {}

  /** Whether a call is said to be a request, in any of the ways in which it can be said. */
  static boolean isOne(Headers headers) {
    return headers.get(FnHeaders.METHOD).isPresent()
        || headers.get(FnHeaders.URL).isPresent()
        || headers.get(FnHeaders.INTENT).filter(FnHeaders.HTTP::equalsIgnoreCase).isPresent();
  }

  /**
   * @throws Refused when it is malformed, or of another route
   */
  static Request of(Headers headers, RoutePattern route, byte[] body) {
    String method = only(headers, FnHeaders.METHOD);
    String address = AUTHORITY.matcher(only(headers, FnHeaders.URL)).replaceFirst("");
    String[] parts = address.replaceFirst("#.*", "").split("\\?", 2);
    Map<String, String> parameters;
    try {
      parameters =
          route
              .parameters(parts[0])
              .orElseThrow(() -> Refused.notFound("no_route", "There is nothing at this address."));
    } catch (IllegalArgumentException e) {
      throw Refused.badRequest("bad_request", "The address is malformed.");
    }
    if (!route.method().equals(method)) {
      throw new Refused(405, "method_not_allowed", "This address knows: " + route.method() + ".")
          .with(new oo.host.http.Header("Allow", route.method()));
    }
    return new Request(
        method,
        parts[0],
        parameters,
        query(parts.length == 2 ? parts[1] : ""),
        lines(headers),
        body);
  }

  private static String only(Headers headers, String name) {
    List<String> values = headers.getAllValues(name);
    if (values.size() != 1) {
      throw Refused.badRequest("bad_request", "Expected one " + name + ".");
    }
    return values.getFirst();
  }

  private static Map<String, List<String>> query(String raw) {
    var query = new LinkedHashMap<String, List<String>>();
    try {
      for (String pair : raw.split("&", -1)) {
        if (!pair.isEmpty()) {
          String[] sides = pair.split("=", 2);
          query
              .computeIfAbsent(decoded(sides[0]), name -> new ArrayList<>())
              .add(sides.length == 2 ? decoded(sides[1]) : "");
        }
      }
    } catch (IllegalArgumentException e) {
      throw Refused.badRequest("bad_query", "The query is malformed.");
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, List<String>> lines(Headers headers) {
    var lines = new LinkedHashMap<String, List<String>>();
    headers
        .asMap()
        .forEach((name, values) -> {
          if (name.regionMatches(true, 0, FnHeaders.PREFIX, 0, FnHeaders.PREFIX.length())) {
            lines.put(name.substring(FnHeaders.PREFIX.length()), values);
          }
        });
    // The gateway's own way with this one; OCI's repeats it with the others.
    lines.keySet().removeIf(FnHeaders.CONTENT_TYPE::equalsIgnoreCase);
    headers
        .get(FnHeaders.CONTENT_TYPE)
        .or(() -> headers.get(FnHeaders.PREFIX + FnHeaders.CONTENT_TYPE))
        .ifPresent(type -> lines.put(FnHeaders.CONTENT_TYPE, List.of(type)));
    return lines;
  }
}
