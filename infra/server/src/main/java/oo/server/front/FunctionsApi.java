package oo.server.front;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oo.server.invoke.Watch;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The functions of the template, found by their routes. */
final class FunctionsApi implements Api {
  private final Routes routes;
  private final TimedInvoker caller;
  private final RequestBodies bodies;
  private final Watch watch;

  FunctionsApi(Routes routes, TimedInvoker caller, RequestBodies bodies, Watch watch) {
    this.routes = routes;
    this.caller = caller;
    this.bodies = bodies;
    this.watch = watch;
  }

  @Override
  public FrontReply answer(Request request, String path) {
    return switch (routes.find(request.getMethod(), path)) {
      case Routes.Nothing nothing ->
          FrontReply.problem(404, "Not found", "no_route", "There is nothing at this address.");
      case Routes.OtherMethod other -> FrontReply.methodNotAllowed(other.allow());
      case Routes.Match match -> watched(request, path, match);
    };
  }

  private FrontReply watched(Request request, String path, Routes.Match match) {
    long from = System.nanoTime();
    FrontReply reply = call(request, path, match);
    watch.answered(match.function().name(), reply.status(), System.nanoTime() - from);
    return reply;
  }

  private FrontReply call(Request request, String path, Routes.Match match) {
    Map<String, List<String>> query;
    try {
      query = lists(Request.extractQueryParameters(request));
    } catch (RuntimeException e) {
      return FrontReply.problem(400, "Bad request", "bad_query", "The query is malformed.");
    }
    try (RequestBodies.Body body = bodies.read(request)) {
      return caller.call(
          match.function(),
          new oo.host.http.Request(
                  request.getMethod(),
                  path,
                  match.parameters(),
                  query,
                  headers(request),
                  body.bytes())
              .from(Request.getRemoteAddr(request)));
    } catch (RequestBodies.Refused e) {
      return e.answer();
    }
  }

  private static Map<String, List<String>> lists(Fields fields) {
    var lists = new LinkedHashMap<String, List<String>>();
    for (Fields.Field field : fields) {
      lists.put(field.getName(), List.copyOf(field.getValues()));
    }
    return lists;
  }

  private static Map<String, List<String>> headers(Request request) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName(), name -> new ArrayList<>())
          .add(field.getValue() == null ? "" : field.getValue());
    }
    return headers;
  }

  @Override
  public void close() {
    caller.close();
  }
}
