package oo.auth.google;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import oo.contract.Json;
import oo.host.base.Invocation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * HTTP calls to Google, for all of Nimbus's requests. The timeout covers the whole response, a
 * redirect is not followed, and a response is at most {@link #MAX_BYTES} bytes.
 */
public final class GoogleHttp implements HTTPRequestSender, ResourceRetriever {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /**
   * A sign-in makes one token request and at most three reads of documents. Together they fit into
   * the function's 20 s.
   */
  private static final Duration TOKEN = Duration.ofSeconds(8);

  private static final Duration DOCUMENT = Duration.ofSeconds(3);

  private static final long MAX_BYTES = 256 * 1024;

  /** Headers that {@link HttpClient} sets itself and refuses from callers. */
  private static final Set<String> RESTRICTED_HEADERS =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    String body = request.getBody();
    var outgoing =
        HttpRequest.newBuilder(request.getURI())
            .method(
                request.getMethod().name(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    request
        .getHeaderMap()
        .forEach((name, values) -> {
          if (!RESTRICTED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> outgoing.header(name, value));
          }
        });
    HttpResponse<byte[]> answer = exchange(outgoing, TOKEN);
    var response = new HTTPResponse(answer.statusCode());
    try {
      response.setContentType(answer.headers().firstValue("Content-Type").orElse(null));
    } catch (ParseException e) {
      throw new IOException("Malformed Content-Type", e);
    }
    response.setBody(text(answer));
    return response;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    HttpResponse<byte[]> answer = get(URI.create(url.toString()));
    return new Resource(text(answer), answer.headers().firstValue("Content-Type").orElse(null));
  }

  /**
   * Reads a document.
   *
   * @throws IOException also when the status is not 200, or it is not strict JSON
   */
  String document(URI address) throws IOException {
    return text(get(address));
  }

  /**
   * Nimbus takes the last of two members of one name, where another reader takes the first.
   *
   * @throws IOException unless the text is one JSON document without a doubled name
   */
  static void requireStrict(@Nullable String text) throws IOException {
    try {
      Json.mapper().readTree(text == null ? "" : text);
    } catch (JacksonException e) {
      // Without its text, which may be a token.
      throw new IOException("Malformed JSON");
    }
  }

  private HttpResponse<byte[]> get(URI address) throws IOException {
    HttpResponse<byte[]> answer =
        exchange(HttpRequest.newBuilder(address).header("Accept", "application/json"), DOCUMENT);
    if (answer.statusCode() != 200) {
      throw new IOException("Expected 200, found " + answer.statusCode());
    }
    requireStrict(text(answer));
    return answer;
  }

  /**
   * Opens a new connection for each call: a kept connection may break while the function is frozen,
   * and an authorization code cannot be sent twice.
   */
  private static HttpResponse<byte[]> exchange(HttpRequest.Builder request, Duration answer)
      throws IOException {
    HttpRequest whole = request.build();
    return Invocation.span(
        whole.method() + " Google", SpanKind.CLIENT, () -> exchange(whole, answer));
  }

  private static HttpResponse<byte[]> exchange(HttpRequest request, Duration answer)
      throws IOException {
    try (HttpClient client = client()) {
      try {
        return client
            .sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES))
            .get(answer.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new IOException("No answer within " + answer.toSeconds() + " s", e);
      } catch (ExecutionException e) {
        throw new IOException("No answer", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted", e);
      } finally {
        client.shutdownNow();
      }
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT)
        .build();
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
