package oo.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import oo.contract.Json;
import oo.standins.control.ConsentWalk;
import tools.jackson.databind.JsonNode;

/** Somebody who drives the API as a page does, with a cookie jar and no browser. */
final class HttpPerson {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private final Oo oo;
  final Map<String, String> cookies = new LinkedHashMap<>();

  HttpPerson(Oo oo) {
    this.oo = oo;
  }

  record Answer(int status, JsonNode json, HttpResponse<String> http) {
    String code() {
      return json.path("code").asString("");
    }
  }

  HttpPerson signIn(String email) {
    Answer begun = get("/api/auth/google");
    URI back = ConsentWalk.signIn(location(begun), email);
    Answer finished = get(pathOf(back));
    if (!location(finished).toString().matches(".*/(connect|tip)\\.html")) {
      throw new AssertionError("Not signed in: " + location(finished));
    }
    return this;
  }

  /** Connects the Todoist account and waits until it was read. */
  HttpPerson connect(String account) {
    connectOnly(account);
    FirstWalkIT.eventually(
        Duration.ofSeconds(30),
        () -> {
          JsonNode connection = connection();
          if (!connection.path("state").asString("").equals("live")) {
            throw new AssertionError("Not read yet: " + connection);
          }
        });
    return this;
  }

  String connectOnly(String account) {
    Answer begun = post("/api/connectors/todoist/begin", Map.of());
    URI back = ConsentWalk.agree(URI.create(begun.json().path("redirect_url").asString()), account);
    return location(get(pathOf(back))).toString();
  }

  /** The only connection. */
  JsonNode connection() {
    return get("/api/connectors").json().path("connectors").path(0).path("connections").path(0);
  }

  Answer recommend() {
    return post("/api/recommend", Map.of("context", Map.of("zone", "Europe/Berlin")));
  }

  Answer complete(String tip) {
    return post("/api/tips/" + tip + "/complete", Map.of("event_id", UUID.randomUUID()));
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer post(String path, Object body) {
    return send("POST", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  Answer send(String method, String path, Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(oo.at(path)))
            .timeout(Duration.ofSeconds(40))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(
                        Json.mapper().writeValueAsBytes(body)));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (!method.equals("GET")) {
      request.header("X-OO", "1").header("Origin", oo.runtime.baseUrl());
    }
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          String.join(
              "; ",
              cookies.entrySet().stream().map(c -> c.getKey() + "=" + c.getValue()).toList()));
    }
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(this::keep);
      String type = response.headers().firstValue("Content-Type").orElse("");
      JsonNode json =
          type.contains("json")
              ? Json.mapper().readTree(response.body())
              : Json.mapper().createObjectNode();
      return new Answer(response.statusCode(), json, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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
