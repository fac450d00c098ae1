package oo.standins.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Exact, case-sensitive paths; a segment such as {@code {id}} stands for any one segment. */
public final class Router {
  private record Route(
      String method, Pattern path, Function<StandInRequest, StandInResponse> handler) {}

  private final List<Route> routes = new ArrayList<>();

  public Router on(String method, String path, Function<StandInRequest, StandInResponse> handler) {
    String regex = path.replace(".", "\\.").replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)");
    routes.add(new Route(method, Pattern.compile(regex), handler));
    return this;
  }

  /** 405 when only the method has no route; empty when the path has none. */
  public Optional<StandInResponse> answer(StandInRequest request) {
    boolean known = false;
    for (Route route : routes) {
      Matcher path = route.path().matcher(request.path());
      if (path.matches()) {
        known = true;
        if (route.method().equals(request.method())) {
          Map<String, String> variables = new HashMap<>();
          path.namedGroups().keySet().forEach(name -> variables.put(name, path.group(name)));
          return Optional.of(route.handler().apply(request.with(variables)));
        }
      }
    }
    return known
        ? Optional.of(StandInResponse.json(405, Map.of("error", "Method not allowed")))
        : Optional.empty();
  }
}
