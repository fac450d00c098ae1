package oo.server.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import oo.host.base.SiteOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front before an API that is deployed elsewhere, over real connections. */
final class DeployedApiTest {
  @TempDir private Path pages = Path.of("");

  private final List<String> asked = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private Optional<URI> stage = Optional.empty();
  private HttpServer gateway;
  private Front front;

  @BeforeEach
  void start() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext("/stages/Prod", this::answer);
    gateway.start();
    stage =
        Optional.of(
            URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/stages/Prod"));
    front = Front.open(new FrontConfig(pages, "127.0.0.1", 0, false, bounds()));
    front.serve(() -> stage, line -> {}, new SiteOrigin("http://localhost:" + front.port()));
  }

  private static Bounds bounds() {
    Bounds all = Bounds.STANDARD;
    return new Bounds(
        all.headerBytes(),
        all.header(),
        all.bodyBytes(),
        all.body(),
        Duration.ofSeconds(1),
        all.reply(),
        all.replyBytesPerSecond(),
        all.connections(),
        all.connectionsOfAddress(),
        all.calls(),
        all.largeBodies(),
        all.heldReplies());
  }

  @AfterEach
  void stop() {
    front.close();
    gateway.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().endsWith("/trickles")) {
      exchange.sendResponseHeaders(200, 0);
      try {
        while (true) {
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          Thread.sleep(20);
        }
      } catch (IOException | InterruptedException e) {
        return; // The front hung up.
      }
    }
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().get("Cookie")
            + " "
            + exchange.getRequestHeaders().get("X-OO")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange.getResponseHeaders().add("Set-Cookie", "one=1");
    exchange.getResponseHeaders().add("Set-Cookie", "two=2");
    exchange.getResponseHeaders().add("Location", "/connect.html");
    exchange.sendResponseHeaders(303, -1);
    exchange.close();
  }

  @Test
  void aRequestIsPassedOnAsItIsAndSoIsItsAnswer() throws Exception {
    HttpResponse<String> answer =
        http.send(
            to("/api/connectors/todoist/callback?code=a%2Fb&state=c+d")
                .header("Cookie", "__Host-oo-access=token")
                .header("X-OO", "1")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(asked)
        .containsExactly(
            "POST /stages/Prod/api/connectors/todoist/callback?code=a%2Fb&state=c+d"
                + " [__Host-oo-access=token] [1] {}");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("one=1", "two=2");
    assertThat(answer.headers().firstValue("Location")).contains("/connect.html");
    assertThat(answer.headers().firstValue("X-Content-Type-Options"))
        .as("with what every answer of the front has")
        .contains("nosniff");
  }

  @Test
  void whatIsNotBelowApiIsNotPassedOn() throws Exception {
    assertThat(send("/stages/Prod/api/me").statusCode()).isEqualTo(404);
    assertThat(send("/api/../stages").statusCode()).isEqualTo(404);
    assertThat(asked).isEmpty();
  }

  @Test
  void anApiThatTricklesItsAnswerIsLeftInTime() throws Exception {
    assertThat(send("/api/trickles").statusCode()).isEqualTo(504);
  }

  @Test
  void whileNothingIsDeployedOrItIsAwayThatIsSaid() throws Exception {
    gateway.stop(0);
    assertThat(send("/api/me").statusCode()).isEqualTo(503);

    stage = Optional.empty();
    HttpResponse<String> answer = send("/api/me");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("not_deployed");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private HttpResponse<String> send(String path) throws Exception {
    return http.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + front.port() + path));
  }
}
