package oo.standins.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exact, case-sensitive paths, in which a segment such as {@code {id}} stands for any one segment.
 */
public final class Routes {

  private record Route(String method, List<String> segments, Function<Call, Answer> handler) {}

  private final List<Route> routes = new ArrayList<>();

  public Routes on(String method, String path, Function<Call, Answer> handler) {
    routes.add(new Route(method, List.of(path.split("/", -1)), handler));
    return this;
  }

  /**
   * The answer of the route that fits; 405 when only the method does not; empty when no path does.
   */
  public Optional<Answer> answer(Call call) {
    List<String> segments = List.of(call.path().split("/", -1));
    boolean known = false;
    for (Route route : routes) {
      Map<String, String> variables = match(route.segments(), segments);
      if (variables == null) {
        continue;
      }
      known = true;
      if (route.method().equals(call.method())) {
        return Optional.of(route.handler().apply(call.at(variables)));
      }
    }
    return known
        ? Optional.of(Answer.json(405, Map.of("error", "Method not allowed")))
        : Optional.empty();
  }

  private static @Nullable Map<String, String> match(List<String> pattern, List<String> path) {
    if (pattern.size() != path.size()) {
      return null;
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String wanted = pattern.get(i);
      String found = path.get(i);
      if (wanted.startsWith("{")) {
        if (found.isEmpty()) {
          return null;
        }
        variables.put(wanted.substring(1, wanted.length() - 1), found);
      } else if (!wanted.equals(found)) {
        return null;
      }
    }
    return variables;
  }
}
