package oo.connectcallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import oo.connectcallback.ConnectApp.Begun;
import oo.connectcallback.ConnectApp.Person;
import oo.standins.control.ConsentPages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A token endpoint that lies, where {@code RelyingPartyIT} has Google's. The person sees a problem,
 * nothing is connected, the code is sent once, and no token or code is logged. The lie shares no
 * code with the stand-in, which has the consent page only.
 */
final class LyingTokenEndpointIT {
  private static final String TOKEN = "a-token-that-must-not-be-seen-4713";
  private static final String GRANT =
      "{\"access_token\":\"%1$s\",\"token_type\":\"Bearer\",\"refresh_token\":\"%1$s\"}"
          .formatted(TOKEN);

  private static final List<String> asked = new CopyOnWriteArrayList<>();
  private static HttpServer server;
  private static ConnectApp app;
  private static volatile Lie lie;

  /**
   * @param sees the problem on the page
   */
  private record Lie(
      String name, String sees, int status, Map<String, String> headers, String body) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", LyingTokenEndpointIT::answer);
    server.start();
    app = new ConnectApp(Map.of("TODOIST_BACK_CHANNEL", base()));
  }

  @AfterAll
  static void stop() {
    app.close();
    server.stop(0);
  }

  private static String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().getPath());
    exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestURI().getPath().equals("/oauth/access_token")) {
      // Another path that answers as if all were well: a redirect must not lead here.
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, GRANT.length());
      exchange.getResponseBody().write(GRANT.getBytes(UTF_8));
      exchange.close();
      return;
    }
    lie.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = lie.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(lie.status(), body.length == 0 ? -1 : body.length);
    for (int i = 0; i < body.length && lie.name().equals("drop by drop"); i++) {
      exchange.getResponseBody().write(body, i, 1);
      exchange.getResponseBody().flush();
      LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
    }
    if (!lie.name().equals("drop by drop")) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static Lie json(String name, String sees, int status, String body) {
    return new Lie(name, sees, status, Map.of("Content-Type", "application/json"), body);
  }

  private static Lie down(String name, String body) {
    return json(name, "provider_down", 200, body);
  }

  static Stream<Lie> lies() {
    return Stream.of(
        down("a name twice", "{\"access_token\":\"x\"," + GRANT.substring(1)),
        down("5 MiB", GRANT + " ".repeat(5 << 20)),
        down("two documents", GRANT + GRANT),
        down("cut", GRANT.substring(0, GRANT.length() - 5)),
        down("in depth", "{\"access_token\":" + "[".repeat(100_000)),
        down("drop by drop", GRANT),
        down("a number as token", "{\"access_token\":4711}"),
        down("an object as token", "{\"access_token\":{\"a\":\"" + TOKEN + "\"}}"),
        down("a list as token", "{\"access_token\":[\"" + TOKEN + "\"]}"),
        down("null as token", "{\"access_token\":null}"),
        down("an empty token", "{\"access_token\":\"\"}"),
        down("a token with a line's end", "{\"access_token\":\"a\\r\\nX-Evil: 1\"}"),
        down("a token with a NUL", "{\"access_token\":\"a\\u0000b\"}"),
        down("a token beyond ASCII", "{\"access_token\":\"\u00e9\"}"),
        down("a token of 8,193 characters", "{\"access_token\":\"" + "x".repeat(8_193) + "\"}"),
        down("a grant and an error", "{\"error\":\"invalid_grant\"," + GRANT.substring(1)),
        down("an error that is an object", "{\"error\":{\"code\":\"invalid_grant\"}}"),
        down("a list", "[" + GRANT + "]"),
        down("nothing", ""),
        json("500 with a grant", "provider_down", 500, GRANT),
        json("400 with a grant", "provider_down", 400, GRANT),
        json("a code that is refused", "provider_refused", 400, "{\"error\":\"invalid_grant\"}"),
        json("a refusal with 404", "provider_down", 404, "{\"error\":\"invalid_grant\"}"),
        new Lie("HTML", "provider_down", 200, Map.of("Content-Type", "text/html"), GRANT),
        new Lie("no type", "provider_down", 200, Map.of(), GRANT),
        new Lie(
            "compressed",
            "provider_down",
            200,
            Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
            GRANT),
        redirect(302),
        redirect(303),
        redirect(307),
        redirect(308));
  }

  private static Lie redirect(int status) {
    return new Lie(
        "a redirect: " + status,
        "provider_down",
        status,
        Map.of("Location", base() + "/elsewhere", "Content-Type", "application/json"),
        GRANT);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aLieConnectsNothing(Lie told) {
    lie = told;
    asked.clear();
    app.log.clear();
    Person robin = app.person();
    Begun begun = app.begun(robin);
    URI back = ConsentPages.agree(begun.authorize(), robin.email());

    assertThat(app.callback(back, begun.cookie()))
        .isEqualTo(ConnectApp.SITE + "/connect.html?problem=" + told.sees() + "&provider=todoist");

    assertThat(asked).containsExactly("/oauth/access_token");
    assertThat(app.connections(robin)).isEmpty();
    assertThat(app.one("select count(*) from credential", Long.class)).isZero();
    String code = back.getRawQuery().replaceFirst(".*code=([^&]*).*", "$1");
    assertThat(app.log.toString())
        .contains("finish_oauth")
        .doesNotContain(TOKEN, code, "secret", begun.cookie().split("=", 2)[1]);
  }

  /** Code injection: the code was stolen from another person's consent. */
  @Test
  void aCodeOfAnotherAttemptIsRefusedForItsChallenge() {
    try (var honest = new ConnectApp()) {
      Person robin = honest.person();
      URI theirs = ConsentPages.agree(honest.begun(robin).authorize(), robin.email());
      Person eve = honest.person();
      Begun begun = honest.begun(eve);
      URI own = ConsentPages.agree(begun.authorize(), eve.email());
      String code = theirs.getRawQuery().replaceFirst(".*(code=[^&]*).*", "$1");

      URI injected = URI.create(own.toString().replaceFirst("code=[^&]*", code));

      assertThat(honest.callback(injected, begun.cookie()))
          .endsWith("?problem=provider_refused&provider=todoist");
      assertThat(honest.connections(eve)).isEmpty();
    }
  }
}
