package oo.standins.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * What a person does on the authorize and consent pages, without a browser. Each walk opens the
 * page, answers it, and returns the address to which the person is sent, which is not followed. A
 * page that refuses throws.
 */
public final class ConsentWalk {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private ConsentWalk() {}

  /** Signs in at Google as this address. */
  public static URI signIn(URI authorizeUrl, String email) {
    return walk(authorizeUrl, Map.of("email", email, "decision", "continue"));
  }

  /** Cancels at Google. */
  public static URI cancel(URI authorizeUrl) {
    return walk(authorizeUrl, Map.of("decision", "deny"));
  }

  /**
   * Agrees at Todoist with the account of this address, which is made without tasks when it is new.
   */
  public static URI agree(URI authorizeUrl, String email) {
    return walk(
        authorizeUrl,
        Map.of("account", "new", "email", email, "filling", "empty", "decision", "agree"));
  }

  /** Denies at Todoist. */
  public static URI deny(URI authorizeUrl) {
    return walk(authorizeUrl, Map.of("decision", "deny"));
  }

  private static URI walk(URI url, Map<String, String> form) {
    HttpResponse<String> page = send(HttpRequest.newBuilder(url).timeout(LIMIT).GET().build());
    if (page.statusCode() == 302) {
      return location(page);
    }
    if (page.statusCode() != 200) {
      throw new IllegalStateException(
          "the page answered " + page.statusCode() + ": " + page.body());
    }
    String body =
        form.entrySet().stream()
            .map(
                field ->
                    URLEncoder.encode(field.getKey(), UTF_8)
                        + "="
                        + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(joining("&"));
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("Origin", url.getScheme() + "://" + url.getAuthority())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    if (answer.statusCode() != 302) {
      throw new IllegalStateException(
          "the page answered " + answer.statusCode() + ": " + answer.body());
    }
    return location(answer);
  }

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static URI location(HttpResponse<String> response) {
    return URI.create(response.headers().firstValue("Location").orElseThrow());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("the stand-in does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
