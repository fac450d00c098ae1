package oo.auth.google;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
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
import oo.host.Invocation;

/**
 * Our server's calls to Google, for all of Nimbus's requests. A call ends within {@link #ANSWER},
 * its last byte included; redirects are not followed; an answer is at most {@link #LIMIT} bytes.
 */
public final class BackChannel implements HTTPRequestSender, ResourceRetriever {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Four calls in a row, the most that one sign-in makes, fit into the function's time-out. */
  private static final Duration ANSWER = Duration.ofSeconds(4);

  private static final long LIMIT = 256 * 1024;

  /** Set by the client itself, which refuses them from others. */
  private static final Set<String> OWN_HEADERS =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  /** Made when first needed: it starts a thread, and most functions never call Google. */
  private static final class Client {
    static final HttpClient ONE =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
  }

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
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> outgoing.header(name, value));
              }
            });
    HttpResponse<byte[]> answer = exchange(outgoing);
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
   * A document.
   *
   * @throws IOException also when the status is not 200
   */
  String document(URI address) throws IOException {
    return text(get(address));
  }

  private HttpResponse<byte[]> get(URI address) throws IOException {
    HttpResponse<byte[]> answer =
        exchange(HttpRequest.newBuilder(address).header("Accept", "application/json"));
    if (answer.statusCode() != 200) {
      throw new IOException("Expected 200, found " + answer.statusCode());
    }
    return answer;
  }

  private HttpResponse<byte[]> exchange(HttpRequest.Builder request) throws IOException {
    request.header("traceparent", Invocation.trace().child().traceparent());
    var pending =
        Client.ONE.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LIMIT));
    try {
      return pending.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw new IOException("No answer within " + ANSWER.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("No answer", e.getCause());
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
