package oo.bench;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import oo.tests.journey.Chromium;
import oo.tests.journey.HttpPerson;
import oo.tests.journey.Oo;

/** What each page weighs, and when its largest part is painted on a processor four times slower. */
final class Pages implements Bench.Measurement {
  private static final Pattern LOADS =
      Pattern.compile("(?:src|href)=\"(/[^\"]+\\.(?:js|css|svg))\"");
  private static final int ROUNDS = 9;
  private static final double SLOWER = 4;

  @Override
  public void measure(Table table) throws Exception {
    try (var oo = new Oo();
        var chromium = new Chromium()) {
      var account = oo.control.todoist().personsAccount("pages@example.com");
      HttpPerson person = new HttpPerson(oo).signIn("pages@example.com").connect(account.email());
      person.recommend();
      for (String page : List.of("/", "/connect.html", "/tip.html", "/health")) {
        table.row(
            page + ", gzipped, with all that it loads",
            String.format(java.util.Locale.ROOT, "%.1f kB", weight(oo, page) / 1000.0),
            "at most 30 kB");
      }
      for (String page : List.of("/", "/connect.html", "/tip.html")) {
        var times = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
          double paint = largestPaint(oo, chromium, page.equals("/") ? null : person, page);
          if (round >= 0) {
            times[round] = paint;
          }
        }
        table.row(
            page + ", largest paint at 4x slower",
            Table.ms(Table.median(times)),
            "at most 1,000 ms");
      }
    }
  }

  private static long weight(Oo oo, String page) throws Exception {
    Set<String> paths = new LinkedHashSet<>();
    paths.add(page);
    HttpClient http = HttpClient.newHttpClient();
    String html =
        http.send(
                HttpRequest.newBuilder(URI.create(oo.at(page))).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    var matcher = LOADS.matcher(html);
    while (matcher.find()) {
      paths.add(matcher.group(1));
    }
    long bytes = 0;
    for (String path : paths) {
      bytes +=
          http.send(
                  HttpRequest.newBuilder(URI.create(oo.at(path)))
                      .header("Accept-Encoding", "gzip")
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .body()
              .length;
    }
    return bytes;
  }

  private static double largestPaint(
      Oo oo, Chromium chromium, @org.jspecify.annotations.Nullable HttpPerson person, String path) {
    try (BrowserContext context =
        chromium.fresh(
            new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(390, 844))) {
      if (person != null) {
        List<Cookie> cookies = new ArrayList<>();
        person.cookies.forEach(
            (name, value) ->
                cookies.add(
                    new Cookie(name, value)
                        .setDomain("localhost")
                        .setPath(name.startsWith("__Host-") ? "/" : "/api/auth")
                        .setSecure(true)
                        .setHttpOnly(true)));
        context.addCookies(cookies);
      }
      Page page = context.newPage();
      CDPSession devtools = context.newCDPSession(page);
      var rate = new com.google.gson.JsonObject();
      rate.addProperty("rate", SLOWER);
      devtools.send("Emulation.setCPUThrottlingRate", rate);
      page.navigate(oo.at(path));
      page.waitForTimeout(1_500);
      Object paint =
          page.evaluate(
              "() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))"
                  + ".observe({type: 'largest-contentful-paint', buffered: true}))");
      return ((Number) paint).doubleValue();
    }
  }
}
