package oo.server.front;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import oo.fn.protocol.ObjectLinks;
import oo.fn.protocol.StoredObject;
import oo.host.base.InvocationLog;
import oo.host.base.Percent;
import oo.host.objects.ObjectStore.Content;
import oo.server.objects.ObjectReader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Every request: the host check, then the API, an object, or a file. */
final class FrontHandler extends Handler.Abstract {
  private static final System.Logger LOG = System.getLogger("oo.front");

  private final HostCheck hostCheck;
  private final Api api;
  private final SiteFiles site;
  private final ObjectReader objects;
  private final Connections connections;
  private final ReplyHeaders always;
  private final InvocationLog log;

  FrontHandler(
      HostCheck hostCheck,
      Api api,
      SiteFiles site,
      ObjectReader objects,
      Connections connections,
      ReplyHeaders always,
      InvocationLog log) {
    this.hostCheck = hostCheck;
    this.api = api;
    this.site = site;
    this.objects = objects;
    this.connections = connections;
    this.always = always;
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    boolean head = request.getMethod().equals("HEAD");
    connections.serving(request);
    FrontReply reply;
    try {
      reply = answer(request).logged(log);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The front failed", e);
      reply = FrontReply.unexpected();
    }
    reply.send(response, head, always, connections.writing(request, reply.body().length, callback));
    return true;
  }

  private FrontReply answer(Request request) {
    String host = request.getHeaders().get("Host");
    return hostCheck
        .refusal(host, request.getMethod(), request.getHttpURI().getPathQuery())
        .orElseGet(() -> routed(request));
  }

  private FrontReply routed(Request request) {
    // Canonical: freed from dots, with encoded slashes already refused by the server.
    String path = request.getHttpURI().getCanonicalPath();
    if (path.equals("/api") || path.startsWith("/api/")) {
      return api.answer(request, path);
    }
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return FrontReply.methodNotAllowed("GET, HEAD");
    }
    String decoded = Request.getPathInContext(request);
    if (decoded.startsWith(ObjectLinks.PATH)) {
      return objects
          .read(request.getHttpURI().getPathQuery())
          .map(stored -> download(stored, method.equals("HEAD")))
          .orElseGet(FrontHandler::expired);
    }
    return site.answer(
        Percent.decoded(decoded),
        request.getHeaders().get("If-None-Match"),
        request.getHeaders().getCSV("Accept-Encoding", false).stream()
            .anyMatch(
                coding -> coding.toLowerCase(Locale.ROOT).matches("gzip(;q=(1|0\\.[1-9]).*)?")));
  }

  private static FrontReply download(StoredObject stored, boolean head) {
    try {
      Content content = stored.content();
      return FrontReply.stream(
              content.length(), head ? InputStream.nullInputStream() : content.open())
          .with("Content-Type", stored.contentType())
          .with("Content-Disposition", "attachment; filename=\"" + stored.fileName() + "\"")
          .with("Cache-Control", "no-store");
    } catch (UncheckedIOException e) {
      return expired(); // deleted since it was found
    }
  }

  private static FrontReply expired() {
    return FrontReply.problem(
        404, "Not found", "link_expired", "This link has expired. Make a new one.");
  }
}
