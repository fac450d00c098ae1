package oo.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A few clients that ask one after the other, for a while. */
final class Load {
  private static final int CLIENTS = 4;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Load() {}

  /** Answers a second; every one of them must be 2xx. */
  static double perSecond(Supplier<HttpRequest> request, Duration during) throws Exception {
    var answers = new AtomicLong();
    long from = System.nanoTime();
    long until = from + during.toNanos();
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        threads.submit(
            () -> {
              while (System.nanoTime() < until) {
                HttpResponse<byte[]> answer =
                    HTTP.send(request.get(), HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() / 100 != 2) {
                  System.err.println("answered " + answer.statusCode());
                  return null;
                }
                answers.incrementAndGet();
              }
              return null;
            });
      }
    }
    return answers.get() / ((System.nanoTime() - from) / 1e9);
  }

  static HttpRequest post(String url, String origin, String cookies, String body) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofSeconds(20))
        .headers(
            "X-OO", "1", "Origin", origin, "Cookie", cookies, "Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
