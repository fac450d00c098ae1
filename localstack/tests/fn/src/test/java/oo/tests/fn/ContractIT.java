package oo.tests.fn;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import oo.host.base.InvocationLog;
import oo.tests.journey.LogLines;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Fn's contract of the socket, held to by a process of the real FDK with functions of a sample. */
final class ContractIT {
  private static final String SITE = "https://oo.example";
  private static final Map<String, String> CONFIG = Map.of("SITE_ORIGIN", SITE, "SAMPLE_KEY", "k");
  private static final Map<String, String> ROUTES =
      Map.of(
          "echo", "POST /api/echo/{id}",
          "bytes", "POST /api/bytes",
          "guarded", "GET /api/guarded/{id}",
          "boom", "GET /api/boom",
          "unlinked", "GET /api/unlinked");
  private static final Map<String, FnContainer> CONTAINERS = new ConcurrentHashMap<>();

  @AfterAll
  static void stop() {
    CONTAINERS.values().forEach(FnContainer::close);
    CONTAINERS.clear();
  }

  private static FnContainer container(String function) {
    return CONTAINERS.computeIfAbsent(
        function,
        name -> {
          var config = new HashMap<>(CONFIG);
          config.put("FUNCTION_NAME", name);
          if (ROUTES.containsKey(name)) {
            config.put("ROUTE", ROUTES.get(name));
          }
          FnContainer container = FnContainer.start(FnClassPath.ofSample(), config);
          assertThat(container.ready()).as(container::log).isTrue();
          return container;
        });
  }

  private static Map<String, List<String>> request(String method, String url) {
    var headers = new HashMap<String, List<String>>();
    headers.put("Fn-Intent", List.of("httprequest"));
    headers.put("Fn-Http-Method", List.of(method));
    headers.put("Fn-Http-Request-Url", List.of(url));
    if (!method.equals("GET")) {
      headers.put("Fn-Http-H-Origin", List.of(SITE));
      headers.put("Fn-Http-H-X-Oo", List.of("1"));
    }
    return headers;
  }

  @Test
  void theSocketIsReadyBeforeFnGivesUp() throws IOException {
    FnContainer container = container("echo");

    // Fn waits for five seconds; here others compute too, so it is what it computed that counts.
    assertThat(container.cpu()).isLessThan(java.time.Duration.ofSeconds(5));
    Path name = container.socket();
    assertThat(Files.isSymbolicLink(name)).isTrue();
    assertThat(Files.readSymbolicLink(name).getParent()).as("beside it").isNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(name)))
        .isEqualTo("rw-rw-rw-");
  }

  @Test
  void aRequestArrivesWholeAndIsAnsweredWithEveryCookie() throws IOException {
    var headers = request("POST", SITE + "/api/echo/a%20b?q=1&q=%C3%A4+%2B&empty=");
    headers.put("Fn-Http-H-X-Custom", List.of("one", "two"));
    byte[] body = {0, (byte) 0xff, '\r', '\n', (byte) 0x80};

    FnAnswer answer = container("echo").call(headers, body);

    assertThat(answer.fnStatus()).isEqualTo(200);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("id").asString()).isEqualTo("a b");
    assertThat(answer.json().path("path").asString()).isEqualTo("/api/echo/a%20b");
    assertThat(answer.json().path("queries").path("q").toString()).isEqualTo("[\"1\",\"ä +\"]");
    assertThat(answer.json().path("queries").path("empty").toString()).isEqualTo("[\"\"]");
    assertThat(answer.json().path("custom").toString()).isEqualTo("[\"one\",\"two\"]");
    assertThat(answer.json().path("body").asString()).isEqualTo(HexFormat.of().formatHex(body));
    assertThat(answer.headers().get("Fn-Http-H-Set-Cookie"))
        .containsExactly("a=1; Path=/", "b=2; Path=/");
    assertThat(answer.headers().get("Content-Type")).containsExactly("application/json");
  }

  @Test
  void anAddressWithoutItsHostIsUnderstoodToo() throws IOException {
    // As OCI's API gateway writes it.
    FnAnswer answer = container("echo").call(request("POST", "/api/echo/7?q=1"), new byte[0]);
    assertThat(answer.json().path("id").asString()).isEqualTo("7");
  }

  @Test
  void nobodySaysByAHeaderWhatTheAddressSays() throws IOException {
    var headers = request("POST", SITE + "/api/echo/7");
    headers.put("Fn-Http-H-Fn-Http-Method", List.of("DELETE"));
    headers.put("Fn-Http-H-Fn-Http-Request-Url", List.of(SITE + "/api/echo/8"));

    FnAnswer answer = container("echo").call(headers, new byte[0]);

    assertThat(answer.json().path("id").asString()).isEqualTo("7");
    assertThat(answer.json().path("method_header").asString()).isEqualTo("DELETE");
  }

  @Test
  void anotherRouteIsRefused() throws IOException {
    FnContainer echo = container("echo");
    assertThat(echo.call(request("POST", SITE + "/api/other/7"), new byte[0]).status())
        .isEqualTo(404);
    assertThat(echo.call(request("POST", SITE + "/api/echo/7/8"), new byte[0]).status())
        .isEqualTo(404);
    assertThat(echo.call(request("POST", SITE + "/api/echo/"), new byte[0]).status())
        .isEqualTo(404);
    assertThat(echo.call(request("GET", SITE + "/api/echo/7"), new byte[0]).status())
        .isEqualTo(405);
    assertThat(echo.call(request("POST", SITE + "/api/echo/%zz"), new byte[0]).status())
        .isEqualTo(400);
    FnAnswer query = echo.call(request("POST", SITE + "/api/echo/7?a=%zz"), new byte[0]);
    assertThat(query.status()).isEqualTo(400);
    assertThat(query.json().path("code").asString()).isEqualTo("bad_query");
    var twice = request("POST", SITE + "/api/echo/7");
    twice.put("Fn-Http-Method", List.of("POST", "GET"));
    assertThat(echo.call(twice, new byte[0]).status()).isEqualTo(400);
  }

  @Test
  void aGuardHoldsHereToo() throws IOException {
    var foreign = request("POST", SITE + "/api/echo/7");
    foreign.put("Fn-Http-H-Origin", List.of("https://evil.example"));
    FnAnswer answer = container("echo").call(foreign, new byte[0]);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().path("code").asString()).isEqualTo("foreign_origin");
  }

  @Test
  void binaryBodiesComeBackAsTheyWere() throws IOException {
    var body = new byte[3 * 1024 * 1024];
    new Random(1).nextBytes(body);
    FnAnswer answer = container("bytes").call(request("POST", SITE + "/api/bytes"), body);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo(body);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAndTheNextCallServed() throws IOException {
    try (FnSocket connection = container("bytes").connect()) {
      FnAnswer large =
          connection.call(request("POST", SITE + "/api/bytes"), new byte[7 * 1024 * 1024]);
      assertThat(large.fnStatus()).isEqualTo(200);
      assertThat(large.status()).isEqualTo(413);
      assertThat(large.json().path("code").asString()).isEqualTo("too_large");

      assertThat(connection.call(request("POST", SITE + "/api/bytes"), new byte[5]).body())
          .hasSize(5);
    }
  }

  @Test
  void aKnownLengthIsReadAsWellAsChunks() throws IOException {
    try (FnSocket connection = container("bytes").connect()) {
      String head =
          "POST http://localhost/call HTTP/1.1\r\nHost: x\r\nFn-Http-Method: POST\r\n"
              + "Fn-Http-Request-Url: /api/bytes\r\nFn-Http-H-X-Oo: 1\r\nFn-Http-H-Origin: "
              + SITE
              + "\r\nContent-Length: 3\r\n\r\nabc";
      connection.send(head.getBytes(ISO_8859_1));
      assertThat(connection.answer().text()).isEqualTo("abc");
    }
  }

  @Test
  void whatIsNoHttpIsAnsweredAndTheContainerGoesOn() throws IOException {
    FnContainer container = container("bytes");
    for (String broken :
        List.of(
            "nonsense\r\n\r\n",
            "POST /call HTTP/1.1\r\nContent-Length: many\r\n\r\n",
            "POST /call HTTP/1.1\r\nTransfer-Encoding: what\r\n\r\n",
            "POST /call HTTP/1.1\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
            "GET /other HTTP/1.1\r\n\r\n")) {
      try (FnSocket connection = container.connect()) {
        connection.send(broken.getBytes(ISO_8859_1));
        FnAnswer answer = connection.answer();
        assertThat(answer.fnStatus()).as(broken.lines().findFirst().orElse("")).isEqualTo(502);
        assertThat(answer.json().path("message").asString()).isNotBlank();
      }
    }
    assertThat(container.call(request("POST", SITE + "/api/bytes"), new byte[1]).status())
        .isEqualTo(201);
  }

  @Test
  void aBodyThatBreaksOffIsAnsweredAndEndsTheConnection() throws IOException {
    FnContainer container = container("bytes");
    String head =
        "POST /call HTTP/1.1\r\nFn-Http-Method: POST\r\nFn-Http-Request-Url: /api/bytes\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
    try (FnSocket connection = container.connect()) {
      connection.send((head + "zz\r\nab").getBytes(ISO_8859_1));
      assertThat(connection.answer().status()).isEqualTo(400);
      assertThat(connection.ended()).isTrue();
    }
    try (FnSocket connection = container.connect()) {
      connection.send((head + "ff\r\nab").getBytes(ISO_8859_1));
      connection.end();
      assertThat(connection.answer().status()).isEqualTo(400);
    }
    assertThat(container.call(request("POST", SITE + "/api/bytes"), new byte[1]).status())
        .isEqualTo(201);
  }

  @Test
  void oneConnectionIsServedAfterTheOther() throws IOException {
    FnContainer container = container("bytes");
    try (FnSocket second = waiting(container)) {
      assertThat(second.answer().text()).isEqualTo("2");
    }
  }

  /** Another one, that has called while the first was open. */
  private static FnSocket waiting(FnContainer container) throws IOException {
    try (FnSocket first = container.connect()) {
      assertThat(first.call(request("POST", SITE + "/api/bytes"), new byte[] {'1'}).text())
          .isEqualTo("1");
      FnSocket second = container.connect();
      second.send(
          ("POST /call HTTP/1.1\r\nFn-Http-Method: POST\r\nFn-Http-Request-Url: /api/bytes\r\n"
                  + "Fn-Http-H-X-Oo: 1\r\nFn-Http-H-Origin: "
                  + SITE
                  + "\r\nContent-Length: 1\r\n\r\n2")
              .getBytes(ISO_8859_1));
      assertThat(first.call(request("POST", SITE + "/api/bytes"), new byte[] {'3'}).text())
          .isEqualTo("3");
      return second;
    }
  }

  @Test
  void aFrozenContainerGoesOnWhereItWas() throws Exception {
    FnContainer container = container("bytes");
    try (FnSocket connection = container.connect()) {
      connection.call(request("POST", SITE + "/api/bytes"), new byte[1]);
      signal(container, "-STOP");
      signal(container, "-CONT");
      assertThat(connection.call(request("POST", SITE + "/api/bytes"), new byte[1]).status())
          .isEqualTo(201);
    }
  }

  private static void signal(FnContainer container, String signal) throws Exception {
    assertThat(
            new ProcessBuilder("kill", signal, String.valueOf(container.pid())).start().waitFor())
        .isZero();
  }

  @Test
  void whatAFunctionThrowsIsAProblemWithoutItsText() throws IOException {
    FnAnswer boom = container("boom").call(request("GET", SITE + "/api/boom"), new byte[0]);
    assertThat(boom.fnStatus()).isEqualTo(200);
    assertThat(boom.status()).isEqualTo(500);
    assertThat(boom.json().path("code").asString()).isEqualTo("unexpected");
    assertThat(container("boom").log())
        .contains("\"operation\":\"boom\"", "IllegalStateException")
        .doesNotContain("secret text");

    FnContainer unlinked = container("unlinked");
    for (int i = 0; i < 2; i++) {
      FnAnswer answer = unlinked.call(request("GET", SITE + "/api/unlinked"), new byte[0]);
      assertThat(answer.status()).isEqualTo(500);
    }
  }

  /** A function, a call of it that ends well or is refused, one that fails, and its reason. */
  @ParameterizedTest
  @CsvSource({
    "bytes, 201,",
    "boom, 500, java.lang.IllegalStateException at Sample.java:",
    "unlinked, 500, java.lang.NoClassDefFoundError at Sample.java:",
    "picky, failed, java.lang.IllegalStateException at Sample.java:",
    "tick, ok,",
    "broken_tick, failed, java.lang.IllegalStateException at Sample.java:"
  })
  void eachLineIsOneDocument(String function, String outcome, @Nullable String reason)
      throws IOException {
    var config = new HashMap<>(CONFIG);
    config.put("FUNCTION_NAME", function);
    String route = ROUTES.get(function);
    if (route != null) {
      config.put("ROUTE", route);
    }
    try (FnContainer own = FnContainer.start(FnClassPath.ofSample(), config)) {
      assertThat(own.ready()).as(own::log).isTrue();
      if (route == null) {
        own.call(Map.of(), "{\"messages\":[{\"id\":\"2\",\"body\":\"bad\"}]}".getBytes(UTF_8));
      } else {
        String[] target = route.split(" ");
        own.call(request(target[0], SITE + target[1]), new byte[1]);
        var foreign = request(target[0], SITE + target[1]);
        foreign.put("Fn-Http-H-Origin", List.of("https://evil.example"));
        own.call(foreign, new byte[0]);
      }
      List<JsonNode> lines = LogLines.of(own.log(), "secret text", "bad");
      assertThat(lines).as(own.log()).hasSize(route == null ? 1 : 2);
      assertThat(lines)
          .allSatisfy(line -> assertThat(line.path("operation").asString()).isEqualTo(function));
      JsonNode line = lines.getFirst();
      assertThat(line.path("outcome").asString()).isEqualTo(outcome);
      assertThat(line.path(InvocationLog.REASON).asString(""))
          .startsWith(reason == null ? "" : reason)
          .matches(said -> reason != null || said.isEmpty());
    }
  }

  @Test
  void aQueuesFunctionSaysWhichMessagesFailed() throws IOException {
    String batch =
        "{\"messages\":[{\"id\":\"1\",\"body\":\"good\"},{\"id\":\"2\",\"body\":\"bad\"}]}";
    FnAnswer answer = container("picky").call(Map.of(), batch.getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"failed\":[\"2\"]}");
    for (String wrong : List.of("", "{", "[]", "{\"messages\":[{}]}", "{\"messages\":null}")) {
      FnAnswer refused = container("picky").call(Map.of(), wrong.getBytes(UTF_8));
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(refused.json().path("code").asString()).isEqualTo("bad_batch");
    }
  }

  @Test
  void aScheduleSaysWhetherItWentWell() throws IOException {
    assertThat(container("tick").call(Map.of(), new byte[0]).text()).isEqualTo("{\"ok\":true}");
    FnAnswer broken = container("broken_tick").call(Map.of(), new byte[0]);
    assertThat(broken.fnStatus()).isEqualTo(200);
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.text()).isEqualTo("{\"ok\":false}");
  }

  @Test
  void aCallOfAnotherKindCallsNothing() throws IOException {
    String batch = "{\"messages\":[{\"id\":\"1\",\"body\":\"good\"}]}";
    for (String function : List.of("picky", "tick")) {
      String logged = container(function).log();
      for (Map<String, List<String>> http :
          List.of(
              request("POST", SITE + "/api/picky"),
              Map.of("Fn-Intent", List.of("httprequest")),
              Map.of("Fn-Http-Method", List.of("GET")))) {
        FnAnswer answer = container(function).call(http, batch.getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asString()).isEqualTo("not_its_kind");
      }
      assertThat(container(function).log()).isEqualTo(logged);
    }
    FnAnswer raw = container("echo").call(Map.of(), batch.getBytes(UTF_8));
    assertThat(raw.status()).isEqualTo(400);
    assertThat(raw.json().path("code").asString()).isEqualTo("not_its_kind");
  }

  @Test
  void whatKeepsItFromBeginningIsNamedAndThereIsNoSocket() throws Exception {
    refuses(Map.of("FUNCTION_NAME", "tick", "SITE_ORIGIN", SITE), "SAMPLE_KEY");
    refuses(
        Map.of("SITE_ORIGIN", SITE, "SAMPLE_KEY", "k", "FUNCTION_NAME", "tock"), "FUNCTION_NAME");
    refuses(Map.of("SITE_ORIGIN", SITE, "SAMPLE_KEY", "k", "FUNCTION_NAME", "echo"), "ROUTE");
  }

  private static void refuses(Map<String, String> config, String named) throws Exception {
    try (FnContainer container = FnContainer.start(FnClassPath.ofSample(), config)) {
      assertThat(container.ready()).isFalse();
      assertThat(container.exit()).isEqualTo(2);
      assertThat(container.log()).contains(named).doesNotContain("\tat ");
    }
  }
}
