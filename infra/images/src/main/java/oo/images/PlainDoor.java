package oo.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/**
 * In front of a registry on this machine that speaks plain HTTP: refuses TLS at once and passes on
 * the rest. Jib greets in TLS first, and a server that waits for the end of a line which never
 * comes would keep it waiting until it gives up.
 */
final class PlainDoor implements AutoCloseable {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final Set<Integer> A_REGISTRYS = Set.of(200, 401);

  private final ServerSocket door;
  private final String host;
  private final int port;

  private PlainDoor(ServerSocket door, String host, int port) {
    this.door = door;
    this.host = host;
    this.port = port;
  }

  /** Whether plain HTTP finds a registry there; a server that wants TLS answers otherwise. */
  static boolean leadsTo(String registry) {
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://" + registry + "/v2/"))
              .timeout(Duration.ofSeconds(3))
              .build();
      return A_REGISTRYS.contains(http.send(request, BodyHandlers.discarding()).statusCode());
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * @param registry host and port
   */
  static PlainDoor to(String registry) {
    URI uri = URI.create("http://" + registry);
    try {
      var socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      var door = new PlainDoor(socket, uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
      Thread.ofVirtual().start(door::accept);
      return door;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Host and port to knock at. */
  String name() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        // Closed, or a caller that went away at once.
      }
    }
  }

  private void pass(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      int first = in.read();
      if (first < 0 || first == TLS_HANDSHAKE) {
        return;
      }
      try (Socket registry = new Socket(host, port)) {
        registry.getOutputStream().write(first);
        Thread asking = Thread.ofVirtual().start(() -> pump(in, registry));
        registry.getInputStream().transferTo(client.getOutputStream());
        client.close();
        asking.join();
      }
    } catch (IOException e) {
      // Either side went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(InputStream from, Socket to) {
    try {
      from.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // The other side is closed by who owns it.
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      // It is gone.
    }
  }
}
