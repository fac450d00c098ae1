package oo.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import oo.host.http.Cookies;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;

/** Sessions refreshed a second: each client presents the token that it was just given. */
final class Refreshes {
  private static final int CLIENTS = 4;
  private static final long SECONDS = 5;

  private final Oo oo;

  Refreshes(Oo oo) {
    this.oo = oo;
  }

  void measure(Table table) throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      tokens.add(
          new HttpPerson(oo).signIn("refresh-" + i + "@example.com").cookies.get(Cookies.REFRESH));
    }
    run(tokens, 2);
    table.row(
        "session refreshes a second, " + CLIENTS + " clients",
        String.valueOf(run(tokens, SECONDS)),
        "");
  }

  private long run(List<String> tokens, long seconds) throws Exception {
    var refreshed = new AtomicLong();
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        threads.submit(
            () -> {
              while (System.nanoTime() < until) {
                tokens.set(client, refresh(http, tokens.get(client)));
                refreshed.incrementAndGet();
              }
              return null;
            });
      }
    }
    return refreshed.get() / seconds;
  }

  private String refresh(HttpClient http, String token) throws Exception {
    HttpRequest request =
        Load.post(
            oo.at("/api/auth/refresh"), oo.server.baseUrl(), Cookies.REFRESH + "=" + token, "");
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith(Cookies.REFRESH + "="))
        .map(cookie -> cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("refresh answered " + answer.statusCode()));
  }
}
