package oo.server.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import oo.contract.Json;
import oo.contract.Problem;
import oo.host.base.LibraryLogs;
import oo.host.base.SiteOrigin;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.template.Template.Route;
import oo.template.TemplateReader;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The headers of every answer, whether a function, a file, or Jetty by itself gives it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplyHeadersTest {
  private static final Path SITE = Path.of("../../static-site");
  private static final String END = "Host: oo.example\r\nConnection: close\r\n\r\n";

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler warned = new Warned();
  private BoundedFront front;

  @BeforeAll
  void start() throws IOException {
    LibraryLogs.quiet();
    Logger.getLogger("").addHandler(warned);
    front = new BoundedFront(Bounds.STANDARD, SITE, "https://oo.example", name -> Reply.empty(204));
  }

  @AfterAll
  void stop() throws Exception {
    front.close();
    Logger.getLogger("").removeHandler(warned);
  }

  @Test
  void otherPortsOfLocalhostAreLeftToHttp() {
    var fields = HttpFields.build();
    new ReplyHeaders(new SiteOrigin("https://localhost:8443")).put(fields);

    assertThat(fields.size()).isEqualTo(ReplyHeaders.ALWAYS.size());
    assertThat(fields.contains(ReplyHeaders.HTTPS_ONLY.name())).isFalse();
  }

  @Test
  void everyRouteAndEveryFileHasThem() throws Exception {
    for (var function : TemplateReader.read(Path.of("../sam-template.yaml")).functions()) {
      if (function.trigger() instanceof Route route) {
        String path = route.path().replaceAll("\\{[^}]*}", "1");
        for (String method : List.of(route.method(), "HEAD", "OPTIONS", "TRACE", "BREW")) {
          checked(front.ask(method + " " + path + " HTTP/1.1\r\n" + END));
        }
      }
    }
    try (Stream<Path> files = Files.walk(SITE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String method : List.of("GET", "HEAD", "POST")) {
          checked(front.ask(method + " /" + SITE.relativize(file) + " HTTP/1.1\r\n" + END));
        }
      }
    }
    checked(front.ask("GET /nothing.html HTTP/1.1\r\n" + END));
    checked(front.ask("GET /objects/x HTTP/1.1\r\n" + END));
    checked(front.ask("OPTIONS * HTTP/1.1\r\n" + END));
    checked(front.ask("CONNECT a:1 HTTP/1.1\r\n" + END));
  }

  /** Malformed, too large, or of another protocol. */
  @Test
  void whatJettyRefusesIsAProblemWithThemAndQuotedInNoLog() throws Exception {
    String get = "GET / HTTP/1.1\r\n";
    String post = "POST /api/recommend HTTP/1.1\r\n";
    Map<String, Integer> requests =
        Map.ofEntries(
            Map.entry("GARBAGE\r\n\r\n", 400),
            Map.entry("\u0016\u0003\u0001\u0002\u0000\r\n\r\n", 400),
            Map.entry(get + "\r\n", 400),
            Map.entry(get + "Host: a\r\n" + END, 400),
            Map.entry(get + "Host: localhost:" + "4711".repeat(3_800) + "\r\n\r\n", 400),
            Map.entry(get + "Host: localhost:4711\u001b[2J{\"a\":1}\r\n\r\n", 400),
            Map.entry(get + "A 4711: c\r\n" + END, 400),
            Map.entry(get + " 4711\r\n" + END, 400),
            Map.entry("GET /%zz4711 HTTP/1.1\r\n" + END, 400),
            Map.entry("GET /..%2f4711 HTTP/1.1\r\n" + END, 400),
            Map.entry("HEAD /..%2f4711 HTTP/1.1\r\n" + END, 400),
            Map.entry("GET http://[4711/ HTTP/1.1\r\n" + END, 400),
            Map.entry(post + "Content-Length: x4711\r\n" + END, 400),
            Map.entry(post + "Content-Length: 1\r\nContent-Length: 2\r\n" + END, 400),
            Map.entry(post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n" + END, 400),
            Map.entry(post + "Transfer-Encoding: gzip\r\n" + END, 400),
            Map.entry(post + "Transfer-Encoding: chunked\r\n" + END + "zz4711\r\n", 400),
            Map.entry(get + "Expect: a-miracle-4711\r\n" + END, 417),
            Map.entry(get + "X: " + "4711".repeat(4_500) + "\r\n" + END, 431),
            Map.entry(get + "a: 4711\r\n".repeat(5_000) + END, 431),
            Map.entry("GET /" + "4711".repeat(4_500) + " HTTP/1.1\r\n" + END, 414),
            Map.entry("GET / HTTP/3.7\r\n" + END, 505),
            Map.entry("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 426));
    for (var request : requests.entrySet()) {
      String reply = checked(front.ask(request.getKey()));
      assertThat(reply)
          .as(request.getKey().substring(0, Math.min(80, request.getKey().length())))
          .startsWith("HTTP/1.1 " + request.getValue() + " ")
          .doesNotContain("jetty", "Exception", "4711");
    }
    for (String line : warnings) {
      assertThat(Json.mapper().readTree(line).isObject()).isTrue();
      assertThat(line.length()).isLessThan(2_000);
      assertThat(line).doesNotContain("4711", "[2J").containsOnlyOnce("\n");
    }
  }

  /** A switch to another protocol is not made; an old version is answered. */
  @Test
  void otherProtocolsGetPlainHttp() throws Exception {
    for (String upgrade : List.of("h2c", "websocket", "TLS/1.2")) {
      String asked = "GET / HTTP/1.1\r\nUpgrade: " + upgrade + "\r\nConnection: Upgrade\r\n";
      assertThat(checked(front.ask(asked + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n" + END)))
          .startsWith("HTTP/1.1 200");
    }
    assertThat(checked(front.ask("GET / HTTP/1.0\r\nHost: oo.example\r\n\r\n")))
        .startsWith("HTTP/1.1 200");
  }

  /** What the console shows. */
  private final class Warned extends Handler {
    @Override
    public void publish(LogRecord warning) {
      Formatter console = Logger.getLogger("").getHandlers()[0].getFormatter();
      warnings.add(console.format(warning));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** One of each header; an error is a problem document, a page, or has no body. */
  private static String checked(String reply) {
    String[] parts = reply.split("\r\n\r\n", 2);
    assertThat(parts).as(reply).hasSize(2);
    String head = parts[0];
    var expected = new ArrayList<>(ReplyHeaders.ALWAYS);
    expected.add(ReplyHeaders.HTTPS_ONLY);
    for (Header header : expected) {
      boolean policy = header.name().equals("Content-Security-Policy");
      assertThat(head.lines().filter(line -> line.startsWith(header.name() + ": ")))
          .as(header.name() + " of " + head)
          .singleElement()
          .asString()
          .contains(policy ? "default-src 'none'; " : header.value());
    }
    assertThat(head)
        .contains("frame-ancestors 'none'", "base-uri 'none'")
        .doesNotContain("Server:", "Access-Control-");
    if (head.matches("(?s)HTTP/1\\.1 [45].*")
        && !parts[1].isEmpty()
        && !head.contains("text/html")) {
      assertThat(head)
          .contains("Content-Type: application/problem+json", "Cache-Control: no-store");
      Problem problem = Json.mapper().readValue(parts[1], Problem.class);
      assertThat(head).startsWith("HTTP/1.1 " + problem.status());
    }
    return reply;
  }
}
