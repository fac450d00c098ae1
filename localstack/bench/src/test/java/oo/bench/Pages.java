package oo.bench;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import oo.bench.Samples.Measure;
import oo.tests.journey.Chromium;
import oo.tests.journey.HttpPerson;

/** What each page weighs, and when its largest part is painted on a processor four times slower. */
final class Pages implements Benchmark {
  private static final Pattern LOADS =
      Pattern.compile("(?:src|href)=\"(/[^\"]+\\.(?:js|css|svg))\"");
  private static final double SLOWDOWN = 4;
  private static final String LARGEST_PAINT =
      """
      () => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
        .observe({type: 'largest-contentful-paint', buffered: true}))
      """;

  @Override
  public int rounds() {
    return 9;
  }

  @Override
  public Subject prepare(Revision revision) throws Exception {
    var server = new ServerProcess(revision);
    var chromium = new Chromium();
    String email = "pages@example.com";
    server.backends.control.todoist().personsAccount(email);
    HttpPerson person = server.person().signIn(email).connect(email);
    person.recommend();
    return new Subject() {
      @Override
      public void measure(Samples samples) throws Exception {
        for (String page : List.of("/", "/connect.html", "/tip.html", "/health")) {
          samples.add(
              new Measure(page + ", gzipped, with all that it loads", "kB", "at most 30 kB"),
              weight(server.origin, page) / 1000.0);
        }
        for (String page : List.of("/", "/connect.html", "/tip.html")) {
          samples.add(
              new Measure(page + ", largest paint at 4x slower", "ms", "at most 1,000 ms"),
              largestPaint(server.origin, chromium, person, page));
        }
      }

      @Override
      public void close() throws Exception {
        chromium.close();
        server.close();
      }
    };
  }

  private static long weight(String origin, String page) throws IOException, InterruptedException {
    Set<String> paths = new LinkedHashSet<>(List.of(page));
    var html = HttpRequest.newBuilder(URI.create(origin + page)).build();
    LOADS
        .matcher(ServerProcess.send(html).body())
        .results()
        .forEach(load -> paths.add(load.group(1)));
    long bytes = 0;
    for (String path : paths) {
      var packed =
          HttpRequest.newBuilder(URI.create(origin + path)).header("Accept-Encoding", "gzip");
      bytes += ServerProcess.HTTP.send(packed.build(), BodyHandlers.ofByteArray()).body().length;
    }
    return bytes;
  }

  private static double largestPaint(
      String origin, Chromium chromium, HttpPerson person, String path) {
    try (BrowserContext context =
        chromium.fresh(new Browser.NewContextOptions().setViewportSize(390, 844))) {
      if (!path.equals("/")) {
        context.addCookies(
            person.cookies.entrySet().stream()
                .map(cookie ->
                    new Cookie(cookie.getKey(), cookie.getValue())
                        .setDomain("localhost")
                        .setPath("/")
                        .setSecure(true)
                        .setHttpOnly(true))
                .toList());
      }
      var page = context.newPage();
      var slower = new JsonObject();
      slower.addProperty("rate", SLOWDOWN);
      context.newCDPSession(page).send("Emulation.setCPUThrottlingRate", slower);
      page.navigate(origin + path);
      page.waitForTimeout(1_500);
      return ((Number) page.evaluate(LARGEST_PAINT)).doubleValue();
    }
  }
}
