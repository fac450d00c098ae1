package oo.standins.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import oo.standins.http.Parameters;

/**
 * Answers the providers' sign-in and consent pages as a person would, without a browser. Each
 * method opens the page, answers it, and returns the address of the redirect, which it does not
 * follow. It throws when the page refuses.
 */
public final class ConsentPages {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private ConsentPages() {}

  /** Signs in at Google. */
  public static URI signIn(URI authorizeUrl, String email) {
    return answer(authorizeUrl, Map.of("email", email, "decision", "continue"));
  }

  /** Cancels at Google. */
  public static URI cancel(URI authorizeUrl) {
    return answer(authorizeUrl, Map.of("decision", "deny"));
  }

  /** Agrees at Todoist with the account of this address, which is made without tasks if new. */
  public static URI agree(URI authorizeUrl, String email) {
    return answer(
        authorizeUrl,
        Map.of("account", "new", "email", email, "filling", "empty", "decision", "agree"));
  }

  /** Denies at Todoist. */
  public static URI deny(URI authorizeUrl) {
    return answer(authorizeUrl, Map.of("decision", "deny"));
  }

  private static URI answer(URI url, Map<String, String> form) {
    HttpResponse<String> page = send(HttpRequest.newBuilder(url).GET());
    if (page.statusCode() == 200) {
      page =
          send(
              HttpRequest.newBuilder(url)
                  .header("Origin", url.getScheme() + "://" + url.getAuthority())
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(Parameters.encode(form))));
    }
    if (page.statusCode() != 302) {
      throw new IllegalStateException(
          "the page answered " + page.statusCode() + ": " + page.body());
    }
    return URI.create(page.headers().firstValue("Location").orElseThrow());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("the stand-in does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
