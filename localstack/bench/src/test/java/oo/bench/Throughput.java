package oo.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.bench.Samples.Measure;
import oo.host.http.Cookies;

/** What a server answers a second, to a few clients at once. */
final class Throughput implements Benchmark {
  private static final int CLIENTS = 4;
  private static final long NANOSECONDS = 3_000_000_000L;
  private static final int TASKS = 1_000;

  @Override
  public int rounds() {
    return 7;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    var server = new ServerProcess(revision);
    String cookies = server.cookies(server.environment.user(TASKS));
    server.sql("update connection set read_at = oo_now(), due_at = oo_now() + interval '6 hours'");
    List<String> refreshTokens = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      refreshTokens.add(
          server.person().signIn("refresh-" + i + "@example.com").cookies.get(Cookies.REFRESH));
    }
    return new Subject() {
      @Override
      public void measure(Samples samples) throws Exception {
        samples.add(
            new Measure("the open tip, 4 clients", "a second"),
            perSecond(client -> ServerProcess.send(server.recommend(cookies))));
        samples.add(
            new Measure("session refreshes, 4 clients", "a second"),
            perSecond(
                client -> refreshTokens.set(client, refreshed(server, refreshTokens.get(client)))));
      }

      @Override
      public void close() throws Exception {
        server.close();
      }
    };
  }

  /** Each client presents the token that it was given last. */
  private static String refreshed(ServerProcess server, String token) throws Exception {
    var response =
        ServerProcess.send(server.post("/api/auth/refresh", Cookies.REFRESH + "=" + token, ""));
    return response.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith(Cookies.REFRESH + "="))
        .map(cookie -> cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }

  private interface Call {
    void send(int client) throws Exception;
  }

  private static double perSecond(Call call) throws Exception {
    long begin = System.nanoTime();
    long calls = 0;
    try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Long>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        Callable<Long> loop =
            () -> {
              long answered = 0;
              while (System.nanoTime() - begin < NANOSECONDS) {
                call.send(client);
                answered++;
              }
              return answered;
            };
        clients.add(threads.submit(loop));
      }
      for (Future<Long> client : clients) {
        calls += client.get();
      }
    }
    return calls / ((System.nanoTime() - begin) / 1e9);
  }
}
