package oo.tests.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import oo.contract.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A sibling of the site's host plants cookies for both, by headers and by a script, in a real
 * browser. Both hosts are at one gateway, which passes the site's requests on to oO.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SiblingHostIT {
  private static final String SITE_HOST = "app.parent.localhost";
  private static final String EVIL_HOST = "evil.parent.localhost";

  @RegisterExtension static final SharedOo shared = SharedOo.withBrowser();

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> planted = new CopyOnWriteArrayList<>();
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final HttpServer gateway = gateway();

  @AfterEach
  void forget() {
    planted.clear();
    arrived.clear();
  }

  @AfterAll
  void close() {
    gateway.stop(0);
    client.close();
  }

  @Test
  void aPlantedSessionIsNobodysSession() {
    HttpPerson attacker = shared.person().signIn("attacker@example.com");
    Page page = shared.browser().page;
    attacker.cookies.forEach(this::plant);

    visitEvil(page);
    page.navigate(site() + "/connect.html");

    assertThat(status(page, "GET", "/api/me")).isEqualTo(401);
    assertThat(status(page, "POST", "/api/auth/refresh")).isEqualTo(401);
    assertThat(status(page, "GET", "/api/me")).isEqualTo(401);
    assertThat(arrived.toString())
        .as("the browser sends what a sibling may plant")
        .contains("__Secure-oo-refresh=", " oo-access=", "%5F_Host-oo-access=");
    assertThat(ours(page)).isEmpty();
  }

  @Test
  void aPersonStaysWhoTheyAreBesidePlantedCookies() {
    HttpPerson attacker = shared.person().signIn("attacker2@example.com");
    HttpPerson victim = shared.person().signIn("victim2@example.com");
    Page page = shared.browser().page;
    victim.cookies.forEach((name, value) -> {
      if (!name.contains("attempt")) {
        page.context().addCookies(List.of(own(name, value)));
      }
    });
    attacker.cookies.keySet().removeIf(name -> name.contains("attempt"));
    attacker.cookies.forEach(this::plant);

    visitEvil(page);
    page.navigate(site() + "/connect.html");

    for (int i = 0; i < 2; i++) {
      assertThat(text(page, "GET", "/api/me"))
          .contains("victim2@example.com")
          .doesNotContain("attacker2@example.com");
      assertThat(status(page, "POST", "/api/auth/refresh")).isEqualTo(204);
    }
    assertThat(status(page, "POST", "/api/auth/sign-out")).isEqualTo(204);
    assertThat(status(page, "GET", "/api/me")).isEqualTo(401);
    assertThat(attacker.get("/api/me").status()).isEqualTo(200);
  }

  @Test
  void aPlantedAttemptSignsNobodyIn() {
    HttpPerson attacker = shared.person();
    String callback = attacker.backFromGoogle("attacker3@example.com");
    Page page = shared.browser().page;
    attacker.cookies.forEach(this::plant);

    visitEvil(page);
    page.navigate(site() + callback);

    assertThat(page.url()).isEqualTo(site() + "/?problem=attempt_unknown");
    assertThat(ours(page)).isEmpty();
    assertThat(status(page, "GET", "/api/me")).isEqualTo(401);
  }

  /**
   * Under the cookie's name and what looks like it; not more, as a browser's cookies must fit into
   * the header that a server takes.
   */
  private void plant(String name, String value) {
    String bare = name.replace("__Host-", "");
    for (String lookalike :
        List.of(
            name,
            "__Secure-" + bare,
            "__secure-" + bare,
            "__host-" + bare,
            "__HOST-" + bare,
            "__Host-Http-" + bare,
            "%5F_Host-" + bare,
            "=" + name,
            bare)) {
      for (String path : List.of("/", "/api/auth", "/api/auth/google/callback")) {
        planted.add(
            lookalike
                + "="
                + value
                + "; Domain=parent.localhost; Path="
                + path
                + "; Secure; Max-Age=600");
      }
    }
  }

  private void visitEvil(Page page) {
    String address = "http://" + EVIL_HOST + ":" + gateway.getAddress().getPort();
    // A script first, then headers: a browser keeps both, or the later one.
    page.navigate(address + "/plain");
    page.evaluate("planted => planted.forEach((one) => { document.cookie = one; })", planted);
    // Few at once: a browser bounds the headers of an answer.
    for (int from = 0; from < planted.size(); from += 10) {
      page.navigate(address + "/" + from);
    }
  }

  private String site() {
    return "http://" + SITE_HOST + ":" + gateway.getAddress().getPort();
  }

  private List<String> ours(Page page) {
    return page.context().cookies(site()).stream()
        .filter(cookie -> cookie.domain.equals(SITE_HOST) && cookie.name.startsWith("__Host-oo-"))
        .map(cookie -> cookie.name)
        .toList();
  }

  private static Cookie own(String name, String value) {
    return new Cookie(name, value)
        .setDomain(SITE_HOST)
        .setPath("/")
        .setSecure(true)
        .setHttpOnly(true);
  }

  private static int status(Page page, String method, String path) {
    return (int) page.evaluate(fetch(method, path) + ".then((answer) => answer.status)");
  }

  private static String text(Page page, String method, String path) {
    return (String) page.evaluate(fetch(method, path) + ".then((answer) => answer.text())");
  }

  private static String fetch(String method, String path) {
    return "fetch("
        + Json.mapper().writeValueAsString(path)
        + ", {method: '"
        + method
        + "', headers: {'X-OO': '1'}})";
  }

  private HttpServer gateway() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::handle);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestHeaders().getFirst("Host").startsWith(EVIL_HOST)) {
        plantByHeader(exchange);
      } else {
        passOn(exchange);
      }
    }
  }

  private void plantByHeader(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    if (path.matches("\\d+")) {
      int from = Integer.parseInt(path);
      for (String one : planted.subList(from, Math.min(planted.size(), from + 10))) {
        exchange.getResponseHeaders().add("Set-Cookie", one);
      }
    }
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    byte[] body = "<!doctype html><title>evil</title>".getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void passOn(HttpExchange exchange) throws IOException {
    String origin = shared.oo().server.baseUrl();
    var request =
        HttpRequest.newBuilder(URI.create(origin + exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (name.equalsIgnoreCase("Origin")) {
            request.header(name, origin);
          } else if (name.equalsIgnoreCase("Cookie")
              || name.equalsIgnoreCase("X-OO")
              || name.equalsIgnoreCase("Accept")) {
            values.forEach(value -> request.header(name, value));
          }
        });
    arrived.addAll(exchange.getRequestHeaders().getOrDefault("Cookie", new ArrayList<>()));
    HttpResponse<byte[]> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    for (String name : List.of("Set-Cookie", "Content-Type", "Location")) {
      response
          .headers()
          .allValues(name)
          .forEach(value -> exchange.getResponseHeaders().add(name, value.replace(origin, site())));
    }
    boolean empty = response.body().length == 0;
    exchange.sendResponseHeaders(response.statusCode(), empty ? -1 : response.body().length);
    if (!empty) {
      exchange.getResponseBody().write(response.body());
    }
  }
}
