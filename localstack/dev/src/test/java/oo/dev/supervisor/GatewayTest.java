package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
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
  private final int port;
  private final Gateway gateway;

  GatewayTest() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    gateway = Gateway.listen("localhost", port);
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
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask("x"));
    awaitConnection();

    try (var next = echoing("next ")) {
      gateway.passTo(next.getLocalPort());
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("next x");
    }
  }

  @Test
  void aTakenPortIsRefused() {
    assertThatThrownBy(() -> Gateway.listen("localhost", port))
        .isInstanceOf(PortTaken.class)
        .hasMessageContaining("OO_PORT");
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
              byte[] asked = socket.getInputStream().readAllBytes();
              socket.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
              socket.getOutputStream().write(asked);
            } catch (java.io.IOException e) {
              // Closed.
            }
          }
        });
    return server;
  }
}
