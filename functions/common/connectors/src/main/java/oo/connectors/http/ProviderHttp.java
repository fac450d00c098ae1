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
 * Sends one request and waits for all of its answer. It follows no redirect, because a token must
 * not travel to an address that the provider did not publish, and retries nothing.
 */
public final class ProviderHttp {
  /** A full read of a very large account is about 10 MB. */
  private static final long MOST = 48L << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);

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
            .connectTimeout(CONNECT)
            .build();
  }

  /**
   * The answer, whatever its status.
   *
   * @throws Down when there was none within the call's time, or one too large; it tells whether the
   *     provider can have received the request
   */
  public ProviderResponse send(HttpRequest.Builder request, CallDeadline deadline) {
    if (!deadline.timeout().isPositive()) {
      throw new Down("There was no time left to ask " + provider + ".", false);
    }
    // HttpRequest.timeout ends with the headers, so the whole exchange is timed from outside.
    var exchange =
        client.sendAsync(
            request.header("traceparent", deadline.trace().child().traceparent()).build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST));
    try {
      return answer(exchange.get(deadline.timeout().toNanos(), TimeUnit.NANOSECONDS), deadline);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new Down(provider + " did not answer in time.", true);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new Down("oO was stopped while it asked " + provider + ".", true);
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
