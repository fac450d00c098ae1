package oo.server.fn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import oo.host.base.MissingSetting;
import oo.host.base.Settings;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.limits.TrustedProxies;
import oo.host.queue.Message;
import oo.server.invoke.FunctionInvoker.NoReply;
import oo.template.Template;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as Fn's does, and as it does when a function fails. */
final class FnInvokerTest {
  private final AtomicInteger made = new AtomicInteger();
  private final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();
  private final Map<String, List<String>> asked =
      new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private HttpServer server;
  private FnInvoker calls;
  private int status = 200;
  private Map<String, List<String>> headers = Map.of("Fn-Http-Status", List.of("200"));
  private String body = "";
  private boolean removed;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
    var settings =
        new Settings(
            Map.of(
                "OO_FN",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/oo",
                "SITE_ORIGIN",
                "https://oo.example"));
    calls =
        new FnInvoker(
            FnServer.from(settings).orElseThrow(),
            new Template(List.of(), List.of()),
            settings.siteOrigin(),
            TrustedProxies.from(settings),
            log::add);
  }

  @AfterEach
  void stop() {
    calls.close();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      exchange.getRequestBody().readAllBytes();
      if (path.equals("/v2/apps?name=oo")) {
        send(exchange, 200, "{\"items\":[{\"id\":\"a\"}]}");
      } else if (path.equals("/v2/fns?app_id=a&name=echo")) {
        send(exchange, 200, "{\"items\":[{\"id\":\"f%d\"}]}".formatted(made.incrementAndGet()));
      } else if (path.startsWith("/v2/fns")) {
        send(exchange, 200, "{\"items\":[]}");
      } else if (removed && path.equals("/invoke/f1")) {
        send(exchange, 404, "{\"message\":\"Fn not found\"}");
      } else {
        asked.putAll(exchange.getRequestHeaders());
        headers.forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
        send(exchange, status, body);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Request request() {
    return new Request(
        "POST",
        "/api/echo/a%20b",
        Map.of("id", "forged"),
        Map.of("q", List.of("ä &=")),
        Map.of(
            "Cookie", List.of("a=1"),
            "Content-Type", List.of("application/json"),
            "Fn-Http-Method", List.of("DELETE")),
        "{}".getBytes(UTF_8));
  }

  @Test
  void aRequestGoesAsFnsGatewaySendsIt() {
    headers =
        Map.of(
            "Fn-Http-Status", List.of("201"),
            "Fn-Http-H-Set-Cookie", List.of("a=1", "b=2"),
            "Content-Type", List.of("text/plain"),
            "Fn-Call-Id", List.of("01"));
    body = "yes";

    Reply reply = calls.handle("echo", request());

    assertThat(asked)
        .containsEntry("Fn-Intent", List.of("httprequest"))
        .containsEntry("Fn-Http-Method", List.of("POST"))
        .containsEntry(
            "Fn-Http-Request-Url", List.of("https://oo.example/api/echo/a%20b?q=%C3%A4+%26%3D"))
        .containsEntry("Fn-Http-H-Cookie", List.of("a=1"))
        .containsEntry("Fn-Http-H-Fn-Http-Method", List.of("DELETE"))
        .containsEntry("Content-Type", List.of("application/json"));
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.body()).isEqualTo("yes".getBytes(UTF_8));
    assertThat(reply.headers())
        .usingElementComparator(
            java.util.Comparator.comparing(Header::value)
                .thenComparing(Header::name, String.CASE_INSENSITIVE_ORDER))
        .containsExactlyInAnyOrder(
            new Header("Set-Cookie", "a=1"),
            new Header("Set-Cookie", "b=2"),
            new Header("Content-Type", "text/plain"));
  }

  @Test
  void aFunctionThatWasMadeAnewIsFoundAgain() {
    calls.handle("echo", request());
    removed = true;
    assertThat(calls.handle("echo", request()).status()).isEqualTo(200);
    assertThat(made).hasValue(2);
  }

  @Test
  void whatFnItselfAnswersIsNoAnswerOfTheFunction() {
    unanswered(502, false);
    unanswered(503, false);
    unanswered(504, true);
    headers = Map.of();
    unanswered(200, false);
    assertThatThrownBy(() -> calls.handle("misspelt", request()))
        .isInstanceOfSatisfying(NoReply.class, e -> assertThat(e.timedOut()).isFalse())
        .hasMessageContaining("misspelt");
    server.stop(0);
    unanswered(0, false);
  }

  private void unanswered(int answered, boolean timedOut) {
    status = answered;
    assertThatThrownBy(() -> calls.handle("echo", request()))
        .isInstanceOfSatisfying(NoReply.class, e -> assertThat(e.timedOut()).isEqualTo(timedOut));
  }

  @Test
  void aBatchsFailuresComeBackAndNothingElseIsTakenForThem() {
    body = "{\"failed\":[\"2\"]}";
    var batch = new ArrayList<>(List.of(new Message("1", "a"), new Message("2", "b")));
    assertThat(calls.consume("echo", batch)).containsExactly("2");
    assertThat(asked).doesNotContainKey("Fn-Http-Method");

    body = "{\"message\":\"no\"}";
    assertThatThrownBy(() -> calls.consume("echo", batch)).isInstanceOf(NoReply.class);
  }

  @Test
  void aTickThatIsNotAnsweredFailsAndIsLogged() {
    body = "{\"ok\":true}";
    assertThat(calls.tick("echo")).isTrue();
    status = 502;
    assertThat(calls.tick("echo")).isFalse();
    assertThat(log).anyMatch(line -> "unanswered".equals(line.get("outcome")));
  }

  @Test
  void anAddressWithoutAnAppIsNamed() {
    for (String wrong : List.of("localhost:8080/oo", "http://localhost:8080", "ftp://h/oo", "%")) {
      assertThatThrownBy(() -> FnServer.from(new Settings(Map.of("OO_FN", wrong))))
          .as(wrong)
          .isInstanceOf(MissingSetting.class)
          .hasMessageContaining("OO_FN");
    }
    assertThat(FnServer.from(new Settings(Map.of()))).isEmpty();
  }
}
