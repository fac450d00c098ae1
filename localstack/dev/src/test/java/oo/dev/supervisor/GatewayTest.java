package oo.dev.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import oo.server.Server.PortTaken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GatewayTest {
  private final Gate gate = new Gate();
  private int port;
  private AutoCloseable gateway = () -> {};

  @BeforeEach
  void listen() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    gateway = Gateway.listen("localhost", port, gate);
  }

  @AfterEach
  void close() throws Exception {
    gateway.close();
  }

  @Test
  void aRequestIsHeldUntilARuntimeServes() throws Exception {
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask("one"));
    Thread.sleep(300);
    assertThat(answer).isNotDone();

    try (var runtime = echoing("first ")) {
      gate.open(runtime.getLocalPort());
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("first one");
    }
  }

  @Test
  void theNextRequestGoesToTheNextRuntime() throws Exception {
    try (var first = echoing("first ");
        var second = echoing("second ")) {
      gate.open(first.getLocalPort());
      assertThat(ask("a")).isEqualTo("first a");
      gate.open(second.getLocalPort());
      assertThat(ask("b")).isEqualTo("second b");
    }
  }

  @Test
  void whileTheOneThatServedIsDeadItWaitsForTheNext() throws Exception {
    ServerSocket dead = echoing("dead ");
    gate.open(dead.getLocalPort());
    dead.close();
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask("x"));
    Thread.sleep(200);

    try (var next = echoing("next ")) {
      gate.open(next.getLocalPort());
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("next x");
    }
  }

  @Test
  void aTakenPortIsRefused() {
    assertThatThrownBy(() -> Gateway.listen("localhost", port, gate))
        .isInstanceOf(PortTaken.class)
        .hasMessageContaining("OO_PORT");
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
        .start(
            () -> {
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
