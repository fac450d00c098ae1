package oo.connectors.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import oo.connectors.CallDeadline;
import oo.connectors.ProviderFailure.Down;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and waits for the whole response. It never retries. It follows no redirect,
 * because a token must not be sent to an address that the provider did not publish.
 */
public final class ProviderHttp {
  /** A full read of a very large account is about 10 MB. */
  private static final long MAX_BYTES = 48L << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final String provider;
  private final HttpClient client;

  /**
   * @param provider its name for people
   */
  public ProviderHttp(String provider) {
    this.provider = provider;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /**
   * The response, with any status.
   *
   * @throws Down when there was no response in time, or it was too large; {@link Down#sent} is
   *     false when the provider cannot have received the request
   */
  public ProviderResponse send(HttpRequest.Builder request, CallDeadline deadline) {
    if (!deadline.timeout().isPositive()) {
      throw new Down("There was no time left to call " + provider + ".", false);
    }
    // HttpRequest.timeout covers the headers only, so the whole exchange is timed here.
    var exchange =
        client.sendAsync(
            request.header("traceparent", deadline.trace().child().traceparent()).build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      return answer(exchange.get(deadline.timeout().toNanos(), TimeUnit.NANOSECONDS), deadline);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new Down(provider + " did not answer in time.", true);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new Down("oO was stopped while it called " + provider + ".", true);
    } catch (ExecutionException e) {
      throw new Down(provider + " cannot be reached.", !beforeSending(e.getCause()));
    }
  }

  private static ProviderResponse answer(HttpResponse<byte[]> response, CallDeadline deadline) {
    return new ProviderResponse(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(null),
        ProviderResponse.retryAfter(
            response.headers().firstValue("Retry-After").orElse(null), deadline.now()),
        response.body());
  }

  private static boolean beforeSending(@Nullable Throwable cause) {
    return cause instanceof IOException
        && (cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLHandshakeException);
  }
}
