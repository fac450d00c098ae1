package oo.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import oo.contract.Json;
import oo.standins.control.ConsentPages;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A person who uses the API as a page does, with a cookie jar. Checks each reply against the
 * contract.
 */
public final class HttpPerson {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  /**
   * Where a person of these tests lives: its date is that of UTC, as at the stand-ins, and ends in
   * six hours at the earliest. A test may add hours to oO's time at any time of the day.
   */
  public static final ZoneId ZONE =
      ZoneId.of(LocalTime.now(ZoneOffset.UTC).getHour() < 18 ? "UTC" : "America/Costa_Rica");

  private static final OpenApi CONTRACT = OpenApi.read();

  private final String origin;
  private final Supplier<String> lastLogLines;
  private final HttpClient http;
  private boolean checks = true;
  public final Map<String, String> cookies = new LinkedHashMap<>();

  public HttpPerson(Oo oo) {
    this(oo.server.baseUrl(), () -> String.valueOf(oo.log.getLast()));
  }

  /**
   * @param origin of the site and the API
   * @param lastLogLines of the functions, shown after a 500
   */
  public HttpPerson(String origin, Supplier<String> lastLogLines) {
    this(origin, lastLogLines, HTTP);
  }

  /**
   * @param http follows no redirects
   */
  public HttpPerson(String origin, Supplier<String> lastLogLines, HttpClient http) {
    this.origin = origin;
    this.lastLogLines = lastLogLines;
    this.http = http;
  }

  /** Checks no reply: for tests that name by themselves what is wrong with it. */
  public HttpPerson unchecked() {
    checks = false;
    return this;
  }

  public record Answer(int status, JsonNode json, HttpResponse<String> http) {
    public String code() {
      return json.path("code").asString("");
    }
  }

  public HttpPerson signIn(String email) {
    Answer finished = get(backFromGoogle(email));
    assertThat(location(finished).toString()).isEqualTo(origin + "/tip.html");
    return this;
  }

  /** Signs in at Google, and returns the path and the query of its redirect. */
  public String backFromGoogle(String email) {
    Answer begun = get("/api/auth/google?return_to=/tip.html");
    return pathOf(ConsentPages.signIn(location(begun), email));
  }

  /** Connects the Todoist account and waits until its tasks are read. */
  public HttpPerson connect(String account) {
    connectOnly(account);
    Oo.eventually(() -> assertThat(connection().path("state").asString("")).isEqualTo("live"));
    return this;
  }

  /** Connects the Todoist account, and returns the address of the redirect. */
  public String connectOnly(String account) {
    return location(get(backFromTodoist(account))).toString();
  }

  /** Consents again for a connection that must be renewed. */
  public void renew(UUID connection, String account) {
    Answer begun = post("/api/connectors/todoist/begin", Map.of("connection_id", connection));
    get(
        pathOf(
            ConsentPages.agree(URI.create(begun.json().path("redirect_url").asString()), account)));
  }

  /** Consents at Todoist, and returns the path and the query of its redirect. */
  public String backFromTodoist(String account) {
    Answer begun = post("/api/connectors/todoist/begin", Map.of());
    return pathOf(
        ConsentPages.agree(URI.create(begun.json().path("redirect_url").asString()), account));
  }

  /** The only connection. */
  public JsonNode connection() {
    return get("/api/connectors").json().path("connectors").path(0).path("connections").path(0);
  }

  public Answer recommend() {
    return post("/api/recommend", Map.of("context", Map.of("zone", ZONE.getId())));
  }

  /** The id of the current tip. */
  public String tip() {
    JsonNode answer = recommend().json();
    assertThat(answer.path("tip").isObject()).as(answer.toString()).isTrue();
    return answer.path("tip").path("id").asString();
  }

  public Answer complete(String tip) {
    return complete(tip, UUID.randomUUID());
  }

  public Answer complete(String tip, UUID event) {
    return post("/api/tips/" + tip + "/complete", Map.of("event_id", event));
  }

  public Answer undo(String tip, UUID event) {
    return post(
        "/api/tips/" + tip + "/undo", Map.of("event_id", UUID.randomUUID(), "undoes", event));
  }

  public Answer notNow(String tip) {
    return post("/api/tips/" + tip + "/not-now", Map.of("event_id", UUID.randomUUID()));
  }

  /** Requests a fetch of the tasks and waits for its end. */
  public void fetch() {
    assertThat(post("/api/signals/fetch", Map.of()).status()).isEqualTo(202);
    Oo.eventually(() -> assertThat(connection().path("fetching").asBoolean(false)).isFalse());
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  public Answer post(String path, Object body) {
    return send("POST", path, body);
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  public Answer send(String method, String path, @Nullable Object body) {
    var headers = new LinkedHashMap<String, String>();
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    if (!method.equals("GET")) {
      headers.put("X-OO", "1");
      headers.put("Origin", origin);
    }
    return raw(method, path, headers, body == null ? "" : Json.mapper().writeValueAsString(body));
  }

  /** Sends exactly these headers, and the cookies. */
  public Answer raw(String method, String path, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .timeout(Duration.ofSeconds(40))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    if (!cookies.isEmpty() && !headers.containsKey("Cookie")) {
      request.header("Cookie", cookieHeader());
    }
    HttpResponse<String> response = exchange(http, request.build());
    response.headers().allValues("Set-Cookie").forEach(this::keep);
    String type = response.headers().firstValue("Content-Type").orElse("");
    JsonNode json =
        type.contains("json")
            ? Json.mapper().readTree(response.body())
            : Json.mapper().createObjectNode();
    if (checks && path.startsWith("/api/")) {
      if (response.statusCode() == 500) {
        throw new AssertionError(lastLogLines.get());
      }
      assertThat(CONTRACT.complaints(method, path, response.statusCode(), type, response.body()))
          .as(method + " " + path + " -> " + response.body())
          .isEmpty();
    }
    return new Answer(response.statusCode(), json, response);
  }

  /** Gets a link without any cookie. */
  public static HttpResponse<String> download(String link) {
    return exchange(HTTP, HttpRequest.newBuilder(URI.create(link)).build());
  }

  private static HttpResponse<String> exchange(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String cookieHeader() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private void keep(String setCookie) {
    String pair = setCookie.substring(0, setCookie.indexOf(';'));
    String name = pair.substring(0, pair.indexOf('='));
    if (setCookie.contains("Max-Age=0")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair.substring(pair.indexOf('=') + 1));
    }
  }

  private static URI location(Answer answer) {
    return URI.create(
        answer
            .http()
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new AssertionError("No redirect: " + answer.http().body())));
  }

  private static String pathOf(URI uri) {
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }
}
