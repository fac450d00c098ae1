package oo.runtime.front;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import oo.runtime.objects.FolderObjectStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** Every request: the right door, then a function, an object, or a file. */
final class FrontHandler extends Handler.Abstract {
  private final Doorway doorway;
  private final Routes routes;
  private final FunctionCaller caller;
  private final SiteFiles site;
  private final FolderObjectStore objects;

  FrontHandler(
      Doorway doorway,
      Routes routes,
      FunctionCaller caller,
      SiteFiles site,
      FolderObjectStore objects) {
    this.doorway = doorway;
    this.routes = routes;
    this.caller = caller;
    this.site = site;
    this.objects = objects;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    boolean head = request.getMethod().equals("HEAD");
    answer(request).send(response, head, callback);
    return true;
  }

  private Answer answer(Request request) {
    String host = request.getHeaders().get("Host");
    return doorway
        .astray(host, request.getMethod(), request.getHttpURI().getPathQuery())
        .orElseGet(() -> routed(request));
  }

  private Answer routed(Request request) {
    // Canonical: freed from dots, with encoded slashes already refused by the server.
    String path = request.getHttpURI().getCanonicalPath();
    if (path.equals("/api") || path.startsWith("/api/")) {
      return api(request, path);
    }
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return methodNotAllowed("GET, HEAD");
    }
    String decoded = Request.getPathInContext(request);
    if (decoded.startsWith(FolderObjectStore.PATH)) {
      return objects
          .read(request.getHttpURI().getPathQuery())
          .map(FrontHandler::download)
          .orElseGet(
              () ->
                  Answer.problem(
                      404, "Not found", "link_expired", "This link has expired. Make a new one."));
    }
    return site.answer(
        URLDecoder.decode(decoded.replace("+", "%2B"), StandardCharsets.UTF_8),
        request.getHeaders().get("If-None-Match"),
        request.getHeaders().getCSV("Accept-Encoding", false).stream()
            .anyMatch(
                coding -> coding.toLowerCase(Locale.ROOT).matches("gzip(;q=(1|0\\.[1-9]).*)?")));
  }

  private static Answer download(FolderObjectStore.Stored stored) {
    return new Answer(200, List.of(), stored.content())
        .with("Content-Type", stored.contentType())
        .with("Content-Disposition", "attachment; filename=\"" + stored.fileName() + "\"")
        .with("Cache-Control", "no-store");
  }

  private Answer api(Request request, String path) {
    return switch (routes.find(request.getMethod(), path)) {
      case Routes.Nothing nothing ->
          Answer.problem(404, "Not found", "no_route", "There is nothing at this address.");
      case Routes.OtherMethod other -> methodNotAllowed(other.allow());
      case Routes.Match match -> call(request, path, match);
    };
  }

  private Answer call(Request request, String path, Routes.Match match) {
    if (request.getLength() > FrontConfig.LARGEST_BODY) {
      return tooLarge();
    }
    byte[] body;
    try {
      body = Body.of(request);
    } catch (Body.TooLarge e) {
      return tooLarge();
    } catch (Body.TooSlow e) {
      return Answer.problem(408, "Too slow", "too_slow", "The request took too long to arrive.")
          .with("Connection", "close");
    } catch (IOException e) {
      return Answer.problem(400, "Bad request", "bad_request", "The request did not arrive whole.");
    }
    Map<String, List<String>> query;
    try {
      query = lists(Request.extractQueryParameters(request));
    } catch (RuntimeException e) {
      return Answer.problem(400, "Bad request", "bad_query", "The query is malformed.");
    }
    return caller.call(
        match.function(),
        new oo.host.http.Request(
            request.getMethod(), path, match.parameters(), query, headers(request), body));
  }

  private static Answer tooLarge() {
    return Answer.problem(413, "Too large", "too_large", "A request may have 6 MB at most.")
        .with("Connection", "close");
  }

  private static Answer methodNotAllowed(String allow) {
    return Answer.problem(
            405, "Method not allowed", "method_not_allowed", "This address knows: " + allow + ".")
        .with("Allow", allow);
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
}
