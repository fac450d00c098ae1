package oo.server.fn;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import oo.contract.Json;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.server.invoke.FunctionInvoker.NoReply;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An Fn server and the app of oO's functions in it. A function is found by its name, through the
 * server's own API, and its id is remembered.
 */
public final class FnServer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Of an answer; a function's has 6 MB at most. */
  private static final long LARGEST = 7L * 1024 * 1024;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI base;
  private final String app;
  private final Map<String, String> ids = new ConcurrentHashMap<>();

  FnServer(URI base, String app) {
    this.base = base;
    this.app = app;
  }

  /**
   * That of {@code OO_FN}, {@code http://HOST:PORT/APP}; empty when the functions run in this JVM.
   */
  public static Optional<FnServer> from(Settings settings) {
    return settings.optional("OO_FN").map(FnServer::parse);
  }

  private static FnServer parse(String address) {
    try {
      URI uri = URI.create(address);
      String app = String.valueOf(uri.getPath()).substring(1);
      boolean whole = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (whole && uri.getHost() != null && app.matches("[A-Za-z0-9_-]+")) {
        return new FnServer(uri.resolve("/"), app);
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // As below.
    }
    throw new MissingSetting("OO_FN", "must be http://HOST:PORT/APP");
  }

  /**
   * Posts to a function, and again with its new id when it was recreated.
   *
   * @throws NoReply when there is no such function, or no answer came
   */
  HttpResponse<byte[]> invoke(String function, HttpRequest.Builder request) {
    HttpResponse<byte[]> response = send(request.uri(at(id(function))).build());
    if (response.statusCode() == 404) {
      ids.remove(function);
      response = send(request.uri(at(id(function))).build());
    }
    return response;
  }

  private URI at(String id) {
    return base.resolve("invoke/" + id);
  }

  private String id(String function) {
    String known = ids.get(function);
    if (known != null) {
      return known;
    }
    String id = only("v2/fns?app_id=" + only("v2/apps?name=" + app) + "&name=" + function);
    ids.put(function, id);
    return id;
  }

  /** The id of the one thing that a list of the API holds. */
  private String only(String list) {
    HttpResponse<byte[]> response =
        send(HttpRequest.newBuilder(base.resolve(list)).timeout(PATIENCE).build());
    JsonNode id = parsed(response.body()).path("items").path(0).path("id");
    if (response.statusCode() != 200 || !id.isString()) {
      throw new NoReply("Fn has no " + list.replaceAll("^v2/|[?].*name=", " ").strip(), false);
    }
    return id.stringValue();
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return Json.mapper().readTree(body);
    } catch (JacksonException e) {
      return Json.mapper().createObjectNode();
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(
          request,
          HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
    } catch (java.net.http.HttpTimeoutException e) {
      throw new NoReply("Fn did not answer in time", true);
    } catch (IOException e) {
      throw new NoReply("Fn is not reached: " + e.getClass().getSimpleName(), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoReply("given up", true);
    }
  }

  void close() {
    http.shutdownNow();
  }
}
