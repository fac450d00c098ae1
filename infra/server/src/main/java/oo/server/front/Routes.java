package oo.server.front;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import oo.host.http.RoutePattern;
import oo.template.Template.FunctionResource;
import oo.template.Template.Route;

/** Which function answers a method and a path. A literal segment wins over a parameter. */
final class Routes {
  /** What was found: a function, a path that knows other methods, or nothing. */
  sealed interface Found {}

  record Match(FunctionResource function, Map<String, String> parameters) implements Found {}

  record OtherMethod(String allow) implements Found {}

  record Nothing() implements Found {}

  private record Known(RoutePattern route, FunctionResource function) {}

  private final List<Known> known = new ArrayList<>();

  Routes(List<FunctionResource> functions) {
    for (FunctionResource function : functions) {
      if (function.trigger() instanceof Route route) {
        known.add(new Known(new RoutePattern(route.method(), route.path()), function));
      }
    }
    known.sort(Comparator.comparingInt(k -> k.route().parameterCount()));
  }

  /**
   * @param path as sent, still encoded, without query
   */
  Found find(String method, String path) {
    var allowed = new TreeSet<String>();
    for (Known candidate : known) {
      Optional<Map<String, String>> parameters = candidate.route().parameters(path);
      if (parameters.isEmpty()) {
        continue;
      }
      if (candidate.route().method().equals(method)) {
        return new Match(candidate.function(), parameters.get());
      }
      allowed.add(candidate.route().method());
    }
    return allowed.isEmpty() ? new Nothing() : new OtherMethod(String.join(", ", allowed));
  }
}
