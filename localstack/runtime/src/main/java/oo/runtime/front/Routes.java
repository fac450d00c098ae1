package oo.runtime.front;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import oo.runtime.template.Template.FunctionResource;
import oo.runtime.template.Template.Route;
import org.jspecify.annotations.Nullable;

/** Which function answers a method and a path. A literal segment wins over a parameter. */
final class Routes {
  /** What was found: a function, a path that knows other methods, or nothing. */
  sealed interface Found {}

  record Match(FunctionResource function, Map<String, String> parameters) implements Found {}

  record OtherMethod(String allow) implements Found {}

  record Nothing() implements Found {}

  private record Known(Route route, String[] segments, FunctionResource function) {}

  private final List<Known> known = new ArrayList<>();

  Routes(List<FunctionResource> functions) {
    for (FunctionResource function : functions) {
      if (function.trigger() instanceof Route route) {
        known.add(new Known(route, split(route.path()), function));
      }
    }
    known.sort(
        java.util.Comparator.comparingLong(
            k -> k.route().path().chars().filter(c -> c == '{').count()));
  }

  /**
   * @param path as sent, still encoded, without query
   */
  Found find(String method, String path) {
    String[] segments = split(path);
    var allowed = new TreeSet<String>();
    for (Known candidate : known) {
      Map<String, String> parameters = parameters(candidate.segments(), segments);
      if (parameters == null) {
        continue;
      }
      if (candidate.route().method().equals(method)) {
        return new Match(candidate.function(), parameters);
      }
      allowed.add(candidate.route().method());
    }
    return allowed.isEmpty() ? new Nothing() : new OtherMethod(String.join(", ", allowed));
  }

  private static @Nullable Map<String, String> parameters(String[] pattern, String[] segments) {
    if (pattern.length != segments.length) {
      return null;
    }
    var parameters = new HashMap<String, String>();
    for (int i = 0; i < pattern.length; i++) {
      String part = pattern[i];
      if (!part.startsWith("{")) {
        if (!part.equals(segments[i])) {
          return null;
        }
        continue;
      }
      if (segments[i].isEmpty()) {
        return null;
      }
      // A plus is a plus in a path.
      parameters.put(
          part.substring(1, part.length() - 1),
          URLDecoder.decode(segments[i].replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static String[] split(String path) {
    return path.split("/", -1);
  }
}
