package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import oo.contract.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With servers that are shell scripts, as each dies in another way. */
final class SupervisedServerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final SupervisedServer.Times FAST =
      new SupervisedServer.Times(
          Duration.ofMillis(10),
          Duration.ofMillis(40),
          new ServerProcess.Times(Duration.ofMillis(300), Duration.ofSeconds(6)));

  private final HttpClient http = HttpClient.newHttpClient();
  private final Deque<String> scripts = new ArrayDeque<>();
  private final AtomicInteger starts = new AtomicInteger();

  @TempDir Path folder;
  private ServerSocket backend;
  private Gateway gateway;
  private LogFile log;
  private SupervisedServer server;
  private String site = "";

  @BeforeEach
  void open() throws Exception {
    backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::answer);
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    site = "http://127.0.0.1:" + port;
    gateway = Gateway.listen("127.0.0.1", port);
    log = LogFile.open(folder.resolve("oo.log"));
    server = new SupervisedServer(this::program, gateway, log, FAST);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    gateway.close();
    backend.close();
    log.close();
  }

  /** What {@code ready} and {@code READY} stand for is served until the script ends. */
  private void next(String... more) {
    scripts.addAll(Arrays.asList(more));
  }

  private ProcessBuilder program() {
    starts.incrementAndGet();
    String script = scripts.isEmpty() ? "READY; exec cat" : scripts.pop();
    if (script.equals("NONE")) {
      throw new UncheckedIOException(new IOException("Cannot allocate memory"));
    }
    return new ProcessBuilder(
            "bash", "-c", script.replace("READY", "echo oo-ready " + backend.getLocalPort()))
        .redirectErrorStream(true);
  }

  private void answer() {
    while (!backend.isClosed()) {
      try (var client = backend.accept()) {
        client.getInputStream().read(new byte[4096]);
        client
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                    .getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(site + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(SOON)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void isServed() throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (get("/").statusCode() != 200) {
      assertThat(System.nanoTime()).as("it is back").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private void awaitStarts(int count) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (starts.get() < count) {
      assertThat(System.nanoTime()).as("start " + count).isLessThan(end);
      Thread.sleep(5);
    }
  }

  /** Each way to die comes back, in any order and many times in a row. */
  @Test
  void aServerThatDiesInAnyWayIsBack() throws Exception {
    List<String> deaths =
        List.of(
            "READY; kill -9 $$",
            "kill -9 $$",
            "sleep 0.2; kill -9 $$",
            "READY; exit 3",
            "echo '{}'; exit 3",
            "echo 'A setting is missing.'; exit 2",
            "echo oo-ready garbage; exec cat", // Hangs, and is killed.
            "exec >/dev/null 2>&1; exec cat",
            "NONE",
            "READY; sleep 0.1; exit 0");
    next("READY; sleep 0.3; kill -9 $$");
    next(deaths.toArray(String[]::new));
    for (int i = 0; i < 10; i++) {
      next("READY; kill -9 $$");
    }
    server.startFirst();

    awaitStarts(1 + deaths.size() + 10 + 1);
    isServed();
    assertThat(log(folder)).contains("server_ended").contains("server_restarted");
  }

  private static String log(Path folder) throws IOException {
    return Files.readString(folder.resolve("oo.log"));
  }

  /** The first start, too; only what the server itself refuses ends {@code ./oo run}. */
  @Test
  void theFirstStartIsRepeatedUnlessItIsRefused() throws Exception {
    next("kill -9 $$", "sleep 0.1; kill -9 $$", "exit 3");
    server.startFirst();
    isServed();
    server.close();

    server = new SupervisedServer(this::program, gateway, log, FAST);
    next("echo 'X is missing.'; exit 2");
    assertThatThrownBy(server::startFirst)
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("X is missing.");
  }

  @Test
  void aSlowStartIsWaitedForAndRequestsAreHeldMeanwhile() throws Exception {
    next("sleep 1.5; READY; exec cat");
    Thread starting = Thread.ofVirtual().start(server::startFirst);

    assertThat(get("/").statusCode()).isEqualTo(200);
    starting.join();
    assertThat(starts).hasValue(1);
  }

  @Test
  void whileItDoesNotStartRequestsAreAnsweredAtOnce() throws Exception {
    next("READY; sleep 0.2; exit 3");
    for (int i = 0; i < 200; i++) {
      next("sleep 0.3; exit 3");
    }
    server.startFirst();
    awaitStarts(4);

    long from = System.nanoTime();
    HttpResponse<String> problem = get("/api/recommend?x=1");
    HttpResponse<String> page = get("/apiary");
    HttpResponse<String> posted = send("POST", "/api/complete-tip");
    HttpResponse<String> head = send("HEAD", "/");
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(3));

    for (HttpResponse<String> answer : List.of(problem, page, posted, head)) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("3");
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
    for (HttpResponse<String> api : List.of(problem, posted)) {
      assertThat(api.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(Json.mapper().readTree(api.body()).path("status").asInt()).isEqualTo(503);
    }
    assertThat(page.body()).startsWith("<!doctype html>").contains("try again in a moment");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void whatIsHeldIsAnsweredWhenTheRestartFails() throws Exception {
    next("READY; sleep 0.2; exit 3", "sleep 1; exit 3");
    server.startFirst();
    awaitStarts(2);

    long from = System.nanoTime();
    assertThat(get("/").statusCode()).isIn(200, 503);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void stoppingDoesNotWaitForAStart() throws Exception {
    next("exec sleep 60");
    Thread starting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                server.startFirst();
              } catch (StartFailed e) {
                // Stopped.
              }
            });
    awaitStarts(1);
    Thread.sleep(100);

    long from = System.nanoTime();
    server.close();
    starting.join();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(2));
    assertThat(starts).hasValue(1);
  }

  /** No output ends the thread that reads it, or fills the memory. */
  @Test
  void anyOutputIsRead() throws Exception {
    next(
        "head -c 100000000 /dev/zero; echo; head -c 100000 /dev/urandom; echo;"
            + " yes '[' | head -c 200000 | tr -d '\\n'; echo; yes '{\"a\":' | head -c 9000 | tr -d"
            + " '\\n'; echo; READY; echo oo-ready; echo oo-ready x; echo last; exec cat");
    server.startFirst();
    isServed();

    long end = System.nanoTime() + SOON.toNanos();
    while (!log(folder).contains("\"last\"")) {
      assertThat(System.nanoTime()).as("the last line").isLessThan(end);
      Thread.sleep(20);
    }
    assertThat(starts).hasValue(1);
  }
}
