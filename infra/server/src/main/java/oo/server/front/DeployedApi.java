package oo.server.front;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import oo.host.http.Header;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/**
 * Passes requests to an API that is deployed elsewhere, as CloudFront does to its second origin,
 * and passes back the responses. Both stay unchanged.
 */
final class DeployedApi implements Api {
  /** Belongs to one connection (RFC 9110, 7.6.1), or is set by the other side. */
  private static final Set<String> CONNECTION_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "date",
          "server",
          ":status");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Supplier<Optional<URI>> stage;
  private final RequestBodies bodies;
  private final Bounds bounds;

  /**
   * @param stage the URL of the API's stage, without a final slash; empty while it is not deployed
   */
  DeployedApi(Supplier<Optional<URI>> stage, RequestBodies bodies, Bounds bounds) {
    this.stage = stage;
    this.bodies = bodies;
    this.bounds = bounds;
  }

  @Override
  public FrontReply answer(Request request, String path) {
    Optional<URI> base = stage.get();
    if (base.isEmpty()) {
      return unreachable();
    }
    try (RequestBodies.Body body = bodies.read(request)) {
      String query = request.getHttpURI().getQuery();
      URI uri = URI.create(base.get() + path + (query == null ? "" : "?" + query));
      // HttpRequest.timeout covers the headers only.
      var call =
          http.sendAsync(
              asked(request, uri, body.bytes()),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), bounds.bodyBytes()));
      try {
        return answer(call.get(bounds.call().toMillis(), TimeUnit.MILLISECONDS));
      } finally {
        call.cancel(true);
      }
    } catch (RequestBodies.Refused e) {
      return e.answer();
    } catch (IllegalArgumentException e) {
      return FrontReply.badRequest("The request is not well-formed.");
    } catch (TimeoutException e) {
      return FrontReply.timedOut();
    } catch (ExecutionException e) {
      return unreachable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unreachable();
    }
  }

  private HttpRequest asked(Request request, URI uri, byte[] body) {
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(uri)
            .method(
                request.getMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (HttpField field : request.getHeaders()) {
      if (passes(field.getName())) {
        asked.header(field.getName(), field.getValue() == null ? "" : field.getValue());
      }
    }
    return asked.build();
  }

  private static FrontReply answer(HttpResponse<byte[]> response) {
    List<Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (passes(name)) {
            values.forEach(value -> headers.add(new Header(name, value)));
          }
        });
    return new FrontReply(response.statusCode(), headers, response.body());
  }

  private static boolean passes(String name) {
    return !CONNECTION_HEADERS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static FrontReply unreachable() {
    return FrontReply.problem(
            503, "Not there", "not_deployed", "The functions cannot be reached. Try again soon.")
        .with("Retry-After", "2");
  }

  @Override
  public void close() {
    http.close();
  }
}
