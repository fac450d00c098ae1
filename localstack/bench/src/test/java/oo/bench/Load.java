package oo.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import oo.bench.Samples.Measure;
import oo.standins.fault.FaultKind;
import oo.standins.fault.InjectedFault;
import oo.tests.journey.HttpPerson;

/**
 * Signed-in people use the pages for a while; then a page and a tip are asked for beside each
 * attack and without it, in turns. A client opens a connection for each request, as a stranger
 * does; it costs a few system calls, so that server and database have the machine.
 */
final class Load implements Benchmark {
  /** Five minutes; -Doo.bench.load=SECONDS for another. */
  private static final Duration USED = Duration.ofSeconds(Integer.getInteger("oo.bench.load", 300));

  /** As in the product, but for the {@code CALLBACKS} of all rounds, which one machine begins. */
  private static final String LIMITS = "sign_in.address=60/60/2000,callbacks.address=120/60/2000";

  private static final int PEOPLE = 200;
  private static final Duration PAUSE = Duration.ofSeconds(4);
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final int PAIRS = Integer.getInteger("oo.bench.pairs", 5);
  private static final int ATTACKERS = 300;
  private static final int CALLBACKS = 220;

  @Override
  public int rounds() {
    return 1;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    var server = new ServerProcess(revision, LIMITS);
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      cookies.add(server.cookies(server.environment.user(20)));
    }
    server.sql("update connection set read_at = oo_now(), due_at = oo_now() + interval '6 hours'");
    server.sql("analyze");
    var load = new Run(server, cookies);
    return new Subject() {
      private boolean begun;

      @Override
      public void measure(Samples samples) throws Exception {
        if (begun) {
          load.used(samples);
          load.attacked(samples);
        }
        begun = true;
      }

      @Override
      public void close() throws Exception {
        server.close();
      }
    };
  }

  private static final class Run {
    private final ServerProcess server;
    private final List<String> cookies;
    private final InetSocketAddress address;

    Run(ServerProcess server, List<String> cookies) {
      this.server = server;
      this.cookies = cookies;
      this.address = new InetSocketAddress("127.0.0.1", URI.create(server.origin).getPort());
    }

    void used(Samples samples) throws Exception {
      var pages = new ConcurrentLinkedQueue<Double>();
      var tips = new ConcurrentLinkedQueue<Double>();
      var errors = new ConcurrentLinkedQueue<String>();
      var heap = new ArrayList<Double>();
      long end = System.nanoTime() + USED.toNanos();
      try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
        for (String cookie : cookies) {
          people.submit(() -> {
            while (System.nanoTime() < end) {
              Thread.sleep(ThreadLocalRandom.current().nextLong(2 * PAUSE.toMillis()));
              timed(page(), pages, errors);
              timed(recommend(cookie), tips, errors);
            }
            return null;
          });
        }
        for (int part = 1; part <= 5; part++) {
          Thread.sleep(USED.dividedBy(5));
          heap.add(server.heapAfterCollection());
        }
      }
      errors.stream().distinct().limit(5).forEach(System.err::println);
      samples.add(new Measure("200 people, requests", ""), pages.size() + tips.size());
      samples.add(new Measure("200 people, errors", "", "0"), errors.size());
      samples.add(new Measure("200 people, a page, p99", "ms"), p99(pages));
      samples.add(new Measure("200 people, recommend, p99", "ms"), p99(tips));
      samples.add(
          new Measure("the server's heap after a fifth of the time", "MB"), heap.getFirst());
      samples.add(
          new Measure("the heap at the end, by that", "x", "at most 1.2"),
          heap.getLast() / heap.getFirst());
    }

    /** Counts {@code begun} down when it is under way, and goes on until it is over. */
    private interface Attack {
      void run(CountDownLatch begun, AtomicBoolean over) throws Exception;
    }

    void attacked(Samples samples) throws Exception {
      Map<String, Attack> attacks = new LinkedHashMap<>();
      attacks.put("silent headers", connections("GET / HTTP/1.1\r\n", ""));
      attacks.put("silent bodies", connections(posted("Content-Length: 100\r\n\r\n"), ""));
      attacks.put("trickled headers", connections("GET / HTTP/1.1\r\nX: ", "x"));
      attacks.put("trickled bodies", connections(posted("Content-Length: 100\r\n\r\n"), "x"));
      attacks.put(
          "readers that do not read",
          connections(page().replace("close", "keep-alive").repeat(50), ""));
      attacks.put("callbacks on a hanging token endpoint", this::callbacks);
      attacks.put("a flood of sign-ins", this::signIns);
      for (var attack : attacks.entrySet()) {
        Map<String, List<Double>> without = new LinkedHashMap<>();
        Map<String, List<Double>> with = new LinkedHashMap<>();
        for (int pair = 0; pair < PAIRS; pair++) {
          asked(without);
          var begun = new CountDownLatch(1);
          var over = new AtomicBoolean();
          Thread attacking =
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      attack.getValue().run(begun, over);
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
          if (!begun.await(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException(attack.getKey() + " does not begin");
          }
          Thread.sleep(500);
          asked(with);
          over.set(true);
          attacking.join();
          server.backends.control.google().clearFaults();
        }
        for (String what : with.keySet()) {
          samples.add(
              new Measure(what + " p99, " + attack.getKey() + ", by without", "x", "at most 3x"),
              Samples.median(Samples.ratios(with.get(what), without.get(what))));
          samples.add(
              new Measure(what + " p99, " + attack.getKey(), "ms"), Samples.median(with.get(what)));
        }
      }
    }

    /** The p99 of a page and of a tip in one window. */
    private void asked(Map<String, List<Double>> p99) throws Exception {
      var pages = new ConcurrentLinkedQueue<Double>();
      var tips = new ConcurrentLinkedQueue<Double>();
      var errors = new ConcurrentLinkedQueue<String>();
      long end = System.nanoTime() + WINDOW.toNanos();
      for (int i = 0; System.nanoTime() < end; i++) {
        timed(page(), pages, errors);
        timed(recommend(cookies.get(i % cookies.size())), tips, errors);
        Thread.sleep(5);
      }
      errors.stream().distinct().limit(3).forEach(System.err::println);
      p99.computeIfAbsent("a page,", name -> new ArrayList<>()).add(p99(pages));
      p99.computeIfAbsent("recommend,", name -> new ArrayList<>()).add(p99(tips));
    }

    /** Connections that send some bytes, and a few more every 200 ms; a closed one is replaced. */
    private Attack connections(String bytes, String trickled) {
      return (begun, over) -> {
        var open = new ArrayList<Socket>();
        while (!over.get()) {
          while (open.size() < ATTACKERS) {
            open.add(sent(bytes));
          }
          begun.countDown();
          Thread.sleep(200);
          open.removeIf(socket -> {
            try {
              socket.getOutputStream().write(trickled.getBytes(StandardCharsets.US_ASCII));
              return false;
            } catch (IOException e) {
              return true;
            }
          });
        }
        for (Socket socket : open) {
          socket.close();
        }
      };
    }

    private void callbacks(CountDownLatch begun, AtomicBoolean over) throws Exception {
      List<String> requests = new ArrayList<>();
      for (int i = 0; i < CALLBACKS; i++) {
        HttpPerson person = server.person();
        String callback = person.backFromGoogle("attack-" + i + "@example.com");
        requests.add(
            get(
                callback,
                "Cookie: " + person.cookieHeader() + "\r\nSec-Fetch-Site: cross-site\r\n"));
      }
      server
          .backends
          .control
          .google()
          .fault(InjectedFault.of(FaultKind.HANG).onPath("/token").millis(20_000));
      var open = new ArrayList<Socket>();
      for (String request : requests) {
        open.add(sent(request));
      }
      begun.countDown();
      while (!over.get()) {
        Thread.sleep(50);
      }
      for (Socket socket : open) {
        socket.close();
      }
    }

    private void signIns(CountDownLatch begun, AtomicBoolean over) throws Exception {
      begun.countDown();
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 16; i++) {
          clients.submit(() -> {
            while (!over.get()) {
              answered(get("/api/auth/google?return_to=/tip.html", ""));
            }
            return null;
          });
        }
      }
    }

    private String page() {
      return get("/tip.html", "");
    }

    private String get(String path, String headers) {
      return "GET " + path + " HTTP/1.1\r\n" + host() + headers + "Connection: close\r\n\r\n";
    }

    private String posted(String headers) {
      return "POST /api/recommend HTTP/1.1\r\n"
          + host()
          + "Origin: "
          + server.origin
          + "\r\nX-OO: 1\r\n"
          + headers;
    }

    private String recommend(String cookie) {
      String body = "{\"context\":{\"zone\":\"Europe/Berlin\"}}";
      return posted(
          "Cookie: "
              + cookie
              + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
    }

    private String host() {
      return "Host: " + URI.create(server.origin).getAuthority() + "\r\n";
    }

    private void timed(String request, Queue<Double> times, Queue<String> errors) {
      long from = System.nanoTime();
      String answer;
      try {
        answer = answered(request);
      } catch (IOException e) {
        answer = e.toString();
      }
      times.add((System.nanoTime() - from) / 1e6);
      if (!answer.startsWith("HTTP/1.1 200")) {
        errors.add(answer.split("\r\n", 2)[0]);
      }
    }

    private Socket sent(String bytes) throws IOException {
      var socket = new Socket();
      socket.connect(address);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
      return socket;
    }

    private String answered(String request) throws IOException {
      try (Socket socket = sent(request)) {
        socket.setSoTimeout(60_000);
        InputStream in = socket.getInputStream();
        var answer = new ByteArrayOutputStream();
        in.transferTo(answer);
        return answer.toString(StandardCharsets.UTF_8);
      }
    }

    private static double p99(Queue<Double> times) {
      return Samples.quantile(List.copyOf(times), 0.99);
    }
  }
}
