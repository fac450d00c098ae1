package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import oo.server.Server.PortTaken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GatewayTest {
  private static final Duration FOREVER = Duration.ofHours(1);

  private final int port;
  private int bounded;
  private final Gateway gateway;

  GatewayTest() throws Exception {
    port = free();
    gateway = Gateway.listen("localhost", port);
  }

  private static int free() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aRequestIsHeldUntilAServerStarts() throws Exception {
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask("one"));
    awaitConnection();
    assertThat(answer).isNotDone();

    try (var server = echoing("first ")) {
      gateway.passTo(server.getLocalPort());
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("first one");
    }
  }

  @Test
  void theNextRequestGoesToTheNextServer() throws Exception {
    try (var first = echoing("first ");
        var second = echoing("second ")) {
      gateway.passTo(first.getLocalPort());
      assertThat(ask("a")).isEqualTo("first a");
      gateway.passTo(second.getLocalPort());
      assertThat(ask("b")).isEqualTo("second b");
    }
  }

  @Test
  void afterAServerCrashedARequestWaitsForTheNext() throws Exception {
    ServerSocket dead = echoing("dead ");
    gateway.passTo(dead.getLocalPort());
    dead.close();
    awaitRefused(dead.getLocalPort());
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask("x"));
    awaitConnection();

    try (var next = echoing("next ")) {
      gateway.passTo(next.getLocalPort());
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("next x");
    }
  }

  @Test
  void theOldestConnectionGoesWhenThereAreTooManyAndAHeldOneIsBoundedToo() throws Exception {
    try (Gateway small = bounded(new Gateway.Bounds(3, FOREVER, FOREVER));
        var first = connected(small);
        var second = connected(small)) {
      Socket third = connected(small);
      Socket fourth = connected(small);
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      third.close();
      fourth.close();
      try (var server = echoing("first ")) {
        small.passTo(server.getLocalPort());
        second.getOutputStream().write("two".getBytes(StandardCharsets.UTF_8));
        second.shutdownOutput();
        assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("first two");
      }
    }
  }

  @Test
  void aConnectionLastsNoLongerThanItsBound() throws Exception {
    try (Gateway small = bounded(new Gateway.Bounds(10, Duration.ofMillis(300), FOREVER));
        var silent = echoing("");
        var held = connected(small)) {
      assertThat(held.getInputStream().read()).isEqualTo(-1);
      small.passTo(silent.getLocalPort());
      assertThat(connected(small).getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatReadsNothingIsLeft() throws Exception {
    try (Gateway small = bounded(new Gateway.Bounds(10, FOREVER, Duration.ofMillis(300)));
        var server = echoing("x".repeat(50_000_000))) {
      small.passTo(server.getLocalPort());
      Socket client = connected(small);
      client.shutdownOutput();
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (small.connections() > 0) {
        assertThat(System.nanoTime()).as("it is closed").isLessThan(end);
        Thread.sleep(10);
      }
    }
  }

  private Gateway bounded(Gateway.Bounds bounds) throws Exception {
    bounded = free();
    return Gateway.listen("127.0.0.1", bounded, bounds);
  }

  private Socket connected(Gateway to) throws Exception {
    int before = to.connections();
    var socket = new Socket("127.0.0.1", bounded);
    socket.setSoTimeout(10_000);
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (to.connections() == before && before < 3) {
      assertThat(System.nanoTime()).as("it is accepted").isLessThan(end);
      Thread.sleep(5);
    }
    return socket;
  }

  @Test
  void aServerIsToldFirstWhoAsks() throws Exception {
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      gateway.passTo(server.getLocalPort());
      try (var client = new Socket()) {
        client.bind(new InetSocketAddress("127.0.0.2", 0));
        client.connect(new InetSocketAddress("127.0.0.1", port));
        client
            .getOutputStream()
            .write("PROXY TCP4 6.6.6.6 6.6.6.6 1 1\r\n".getBytes(StandardCharsets.UTF_8));
        client.shutdownOutput();
        try (Socket accepted = server.accept()) {
          assertThat(new String(accepted.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
              .isEqualTo(
                  "PROXY TCP4 127.0.0.2 127.0.0.1 %d %d\r\nPROXY TCP4 6.6.6.6 6.6.6.6 1 1\r\n"
                      .formatted(client.getLocalPort(), port));
        }
      }
    }
  }

  @Test
  void aTakenPortIsRefused() {
    assertThatThrownBy(() -> Gateway.listen("localhost", port))
        .isInstanceOf(PortTaken.class)
        .hasMessageContaining("OO_PORT");
    assertThatThrownBy(() -> Gateway.listen("203.0.113.7", port))
        .isInstanceOf(PortTaken.class)
        .hasMessageStartingWith("OO_ADDRESS is no address of this machine");
  }

  /** An accept that was under way may take one more connection. */
  private static void awaitRefused(int port) throws Exception {
    while (true) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.sleep(10);
      } catch (java.net.ConnectException e) {
        return;
      }
    }
  }

  private void awaitConnection() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (gateway.connections() == 0) {
      assertThat(System.nanoTime()).as("a connection arrives").isLessThan(end);
      Thread.sleep(10);
    }
  }

  private String ask(String words) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ServerSocket echoing(String greeting) throws Exception {
    var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              String asked =
                  new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              String answer = greeting + asked.replaceFirst("^PROXY TCP[^\r\n]*\r\n", "");
              socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (java.io.IOException e) {
              // Closed.
            }
          }
        });
    return server;
  }
}
