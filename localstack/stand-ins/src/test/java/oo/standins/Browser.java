package oo.standins;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import oo.standins.http.Parameters;
import oo.standins.http.StandInJson;
import tools.jackson.databind.JsonNode;

/** Raw requests, so that the tests see what an application sees. */
final class Browser {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  record Answer(int status, Map<String, String> headers, String body) {
    JsonNode json() {
      return StandInJson.parse(body);
    }
  }

  private Browser() {}

  static Answer get(String url, String... headers) throws IOException {
    return send(builder(url, headers).GET());
  }

  static Answer post(String url, Map<String, String> form, String... headers) throws IOException {
    return send(
        builder(url, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(Parameters.encode(form))));
  }

  static Answer send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response =
          HTTP.send(
              request.timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      Map<String, String> headers = new LinkedHashMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
      return new Answer(response.statusCode(), headers, response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static HttpRequest.Builder builder(String url, String... headers) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url));
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder;
  }

  /** {@code form} with one more or another field. */
  static Map<String, String> with(Map<String, String> form, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(form);
    more.put(name, value);
    return more;
  }

  static Map<String, String> without(Map<String, String> form, String name) {
    Map<String, String> less = new LinkedHashMap<>(form);
    less.remove(name);
    return less;
  }

  static Parameters query(URI url) {
    return Parameters.parse(url.getRawQuery());
  }
}
