package oo.connectors.http;

import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import oo.connectors.CallDeadline;
import oo.connectors.ProviderFailure.Down;
import oo.connectors.ProviderFailure.Later;
import oo.host.base.Invocation;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and waits for the whole response. It never retries. It follows no redirect,
 * because a token must not be sent to an address that the provider did not publish. It asks for no
 * compression, so that a short response cannot become a long one.
 */
public final class ProviderHttp {
  /** For the answer of a list: 100,000 tasks are about 48 MB. */
  public static final long LIST = 256L << 20;

  /** For every other answer. */
  private static final long SMALL = 4L << 20;

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

  /** The response, of at most 4 MiB. */
  public ProviderResponse send(HttpRequest.Builder request, CallDeadline deadline) {
    return send(request, SMALL, deadline);
  }

  /**
   * The response, with any status.
   *
   * @param atMost bytes to read of the body, in bounded memory
   * @throws Down when there was no whole response in time; {@link Down#sent} is false when the
   *     provider cannot have received the request
   * @throws Later when oO's own disk has no room for a list
   */
  public ProviderResponse send(HttpRequest.Builder request, long atMost, CallDeadline deadline) {
    if (!deadline.timeout().isPositive()) {
      throw new Down("There was no time left to call " + provider + ".", false);
    }
    HttpRequest whole = request.build();
    // The provider gets no trace of ours: it is for oO's operator alone.
    return Invocation.span(
        whole.method() + " " + provider, SpanKind.CLIENT, () -> exchange(whole, atMost, deadline));
  }

  private ProviderResponse exchange(HttpRequest request, long atMost, CallDeadline deadline) {
    var spool = new Spool(atMost);
    // HttpRequest.timeout covers the headers only, so the whole exchange is timed here.
    var exchange = client.sendAsync(request, info -> spool);
    boolean answered = false;
    try {
      var response = exchange.get(deadline.timeout().toNanos(), TimeUnit.NANOSECONDS);
      ProviderResponse answer = answer(response, spool, deadline);
      answered = true;
      Invocation.attribute("http.response.status_code", String.valueOf(response.statusCode()));
      return answer;
    } catch (TimeoutException e) {
      throw new Down(provider + " did not answer in time.", true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Down("oO was stopped while it called " + provider + ".", true);
    } catch (ExecutionException e) {
      if (spool.noRoom() && atMost > SMALL) {
        // A list, whose reading changes nothing there. The provider is not down.
        throw new Later("oO's disk has no room for an answer of " + provider + ".", null);
      }
      throw new Down(provider + " cannot be reached.", !beforeSending(e.getCause()));
    } finally {
      if (!answered) {
        exchange.cancel(true);
        spool.close();
      }
    }
  }

  private static ProviderResponse answer(
      HttpResponse<Spool> response, Spool spool, CallDeadline deadline) {
    HttpHeaders headers = response.headers();
    Duration asked = null;
    for (String value : headers.allValues("Retry-After")) {
      asked = RetryAfter.longer(asked, RetryAfter.header(value, deadline.now()));
    }
    return new ProviderResponse(
        response.statusCode(),
        String.join(",", headers.allValues("Content-Type")),
        String.join(",", headers.allValues("Content-Encoding")),
        asked,
        spool);
  }

  private static boolean beforeSending(@Nullable Throwable cause) {
    return cause instanceof IOException
        && (cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLHandshakeException);
  }
}
