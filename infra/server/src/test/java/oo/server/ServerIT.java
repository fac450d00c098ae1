package oo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import oo.host.base.MissingSetting;
import oo.host.base.MissingSettings;
import oo.postgres.TestDatabase;
import oo.template.TemplateRefused;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServerIT {
  private StartedServer oo;

  @BeforeAll
  void start() throws Exception {
    oo = new StartedServer();
  }

  @AfterAll
  void stop() {
    oo.close();
  }

  @Test
  void aFunctionAnswersWithAllItsHeaders() throws Exception {
    HttpResponse<String> reply = oo.get("/api/me?q=a%20b%2Bc");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{\"q\":\"a b+c\"}");
    assertThat(reply.headers().allValues("Set-Cookie"))
        .containsExactly("a=1; Path=/", "b=2; Path=/");
    assertThat(reply.headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(reply.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(reply.headers().map()).doesNotContainKey("server");
  }

  @Test
  void aPathParameterIsDecodedOnce() throws Exception {
    assertThat(oo.write("DELETE", "/api/connections/a%20b+c%C3%A9", new byte[0]).body())
        .isEqualTo("\"a b+cé\"");
  }

  @Test
  void whatHasNoRouteIsAProblem() throws Exception {
    HttpResponse<String> nothing = oo.get("/api/nothing");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(nothing.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(nothing.body()).contains("\"code\":\"no_route\"");

    HttpResponse<String> method = oo.get("/api/recommend");
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("Allow")).contains("POST");
    // A function that no module registers, in a subset.
    assertThat(oo.get("/api/connectors").statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyOfSixMegabytesIsTheMost() throws Exception {
    assertThat(oo.write("POST", "/api/recommend", new byte[6 * 1024 * 1024]).body())
        .isEqualTo("{\"length\":6291456}");
    assertThat(raw("POST /api/recommend HTTP/1.1\r\nHost: HOST\r\nContent-Length: 6291457\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("too_large");
    assertThat(
            raw(
                "POST /api/recommend HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "600001\r\n"
                    + "x".repeat(0x600001)
                    + "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void aFunctionThatTakesTooLongIsEnded() throws Exception {
    long from = System.nanoTime();
    HttpResponse<String> reply = oo.get("/api/auth/google");

    assertThat(reply.statusCode()).isEqualTo(504);
    assertThat(reply.body()).contains("\"code\":\"timed_out\"");
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(14));
    assertThat(oo.log)
        .anyMatch(line ->
            "begin_sign_in".equals(line.get("operation"))
                && "timed_out".equals(line.get("outcome")));
  }

  @Test
  void pagesComeWithAStrictPolicyAndATag() throws Exception {
    HttpResponse<String> page = oo.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    String tag = page.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = oo.get("/", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(oo.get("/", "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
        .contains("gzip");
    assertThat(oo.get("/health").body()).isEqualTo(oo.get("/health.html").body());
  }

  @Test
  void nothingOutsideOfThePagesIsServed() throws Exception {
    for (String path :
        List.of(
            "/nothing.html",
            "/../pom.xml",
            "/%2e%2e/pom.xml",
            "/..%2fpom.xml",
            "/js/..%5c..%5cpom.xml",
            "/.hidden.html",
            "/js",
            "/js/",
            "/index.html%00.js",
            "//etc/passwd.txt")) {
      String reply = raw("GET " + path + " HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
      assertThat(reply).as(path).matches("(?s)HTTP/1.1 (400|404).*");
      assertThat(reply).as(path).doesNotContain("<project");
    }
    assertThat(
            raw("POST / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void theMachinesOtherNamesLeadToTheSiteAndForeignOnesNowhere() throws Exception {
    int port = oo.server.port();
    assertThat(
            raw(
                "GET /tip.html?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"
                    + port
                    + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 307")
        .contains("Location: http://localhost:" + port + "/tip.html?x=1");
    assertThat(
            raw(
                "GET //evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:"
                    + port
                    + "\r\nConnection: close\r\n\r\n"))
        .doesNotContain("Location: http://localhost:" + port + "//");
    assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    assertThat(raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
  }

  @Test
  void malformedHttpIsAProblemWithoutInnards() throws Exception {
    assertThat(raw("GARBAGE\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .doesNotContain("jetty")
        .doesNotContain("Exception");
    assertThat(raw("GET / HTTP/3.7\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 505")
        .contains("This address speaks HTTP/1.1.");
    String cookie = "Cookie: a=" + "b".repeat(20_000) + "\r\n";
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("clear the cookies");
  }

  @Test
  void aMessageIsServedAndOneThatFailsStaysAlone() throws Exception {
    oo.wiring.failing = "bad";
    oo.write("POST", "/api/signals/fetch?words=good,bad,fine", new byte[0]);

    await(() -> oo.wiring.consumed.containsAll(List.of("good", "bad", "fine")));
    await(() -> left("FetchQueue") == 1);
  }

  @Test
  void aScheduleTicks() {
    await(() -> !oo.wiring.ticks.isEmpty());
  }

  @Test
  void anObjectIsServedWhileItsLinkLives() throws Exception {
    var links =
        new oo.fn.protocol.ObjectLinks(
            new oo.host.base.Settings(Map.of("SITE_ORIGIN", oo.server.baseUrl())).siteOrigin(),
            new byte[32]);
    String foreign =
        links
            .of(
                new oo.fn.protocol.ObjectLinks.Link(
                    "aaaaaaaaaaaaaaaaaaaa.json",
                    "application/json",
                    java.time.Instant.now().plusSeconds(3600).getEpochSecond()))
            .toString();

    HttpResponse<String> reply = oo.get(foreign.substring(oo.server.baseUrl().length()));
    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.body()).contains("link_expired");
  }

  @Test
  void whatIsMissingStopsTheStartByName() {
    try (var database = TestDatabase.create()) {
      var settings = new java.util.HashMap<>(StartedServer.settings(database));
      settings.remove("DATABASE_URL");
      assertThatThrownBy(() -> start(settings, List.of(new TestWiring()), false))
          .isInstanceOf(MissingSettings.class)
          .hasMessageContaining("DATABASE_URL");
      assertThatThrownBy(
              () -> start(StartedServer.settings(database), List.of(new TestWiring()), true))
          .isInstanceOf(TemplateRefused.class)
          .hasMessageContaining("finish_oauth is in the template, but no module registers it");
    }
  }

  @Test
  void aTakenPortIsSaidInASentence() {
    try (var database = TestDatabase.create()) {
      var config =
          config(StartedServer.settings(database), List.of(new TestWiring()))
              .at("127.0.0.1", oo.server.port());
      assertThatThrownBy(() -> Server.start(config))
          .isInstanceOf(Server.PortTaken.class)
          .hasMessageContaining("taken");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "garbage.invalid", "a b", "1.2.3.4.5"})
  void anAddressOfAnotherMachineIsSaidInASentence(String address) {
    try (var database = TestDatabase.create()) {
      var config = config(StartedServer.settings(database), List.of(new TestWiring()));
      assertThatThrownBy(() -> Server.start(config.at(address, 0)))
          .isInstanceOf(Server.PortTaken.class)
          .hasMessageStartingWith("OO_ADDRESS is no address of this machine");
      for (String listen : List.of(address + ":9464", "127.0.0.1:99999")) {
        var settings = StartedServer.settings(database);
        settings.put("METRICS_LISTEN", listen);
        assertThatThrownBy(() -> Server.start(config(settings, List.of(new TestWiring()))))
            .isInstanceOf(MissingSetting.class)
            .hasMessageStartingWith("METRICS_LISTEN");
      }
    }
  }

  private static void start(
      Map<String, String> settings, List<oo.host.Wiring> wirings, boolean complete) {
    ServerConfig some = config(settings, wirings);
    Server.start(
            new ServerConfig(
                some.tree(),
                some.data(),
                some.address(),
                0,
                false,
                some.settings(),
                wirings,
                complete,
                line -> {}))
        .close();
  }

  private static ServerConfig config(
      Map<String, String> settings, Iterable<oo.host.Wiring> wirings) {
    return ServerConfig.of(Path.of("../.."), Path.of("target/data"), settings)
        .only(wirings)
        .logging(line -> {});
  }

  private long left(String queue) {
    return new oo.host.sql.Database(oo.database.dataSource())
        .statement(db ->
            db.sql("select count(*) from oo_runtime.message where queue = ?")
                .param(queue)
                .query(Long.class)
                .single());
  }

  static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Bytes as they are, HOST replaced by the right one; what comes back until the end or 3 s. */
  private String raw(String request) throws Exception {
    try (var socket = new Socket("127.0.0.1", oo.server.port())) {
      socket.setSoTimeout(3_000);
      OutputStream out = socket.getOutputStream();
      byte[] bytes =
          request
              .replace("Host: HOST", "Host: localhost:" + oo.server.port())
              .getBytes(StandardCharsets.UTF_8);
      try {
        out.write(bytes);
        out.flush();
      } catch (java.io.IOException e) {
        // It answered and closed before all was sent.
      }
      var reply = new java.io.ByteArrayOutputStream();
      try {
        InputStream in = socket.getInputStream();
        in.transferTo(reply);
      } catch (java.io.IOException e) {
        // Kept alive, or closed on us.
      }
      return reply.toString(StandardCharsets.UTF_8);
    }
  }
}
