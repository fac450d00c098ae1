package oo.images.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server's command, and a browser that calls it. */
final class ServerProcess implements AutoCloseable {
  /** The line of {@code oo.server.Main}, before the port. */
  private static final String READY = "oo-ready ";

  private static final long PAUSE_MS = 20;

  private final TrainedProcess process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String site;

  private ServerProcess(TrainedProcess process) {
    this.process = process;
    this.site = "http://localhost:" + untilReady();
  }

  /** Returns when it is ready. */
  static ServerProcess start(List<String> command, Map<String, String> settings) {
    var process = TrainedProcess.start("server", command, settings);
    try {
      return new ServerProcess(process);
    } catch (IllegalStateException e) {
      process.close();
      throw e;
    }
  }

  private String untilReady() {
    long until = System.nanoTime() + TrainedProcess.LONGEST.toNanos();
    while (process.process.isAlive() && System.nanoTime() < until) {
      Optional<String> port =
          process.written().lines().filter(line -> line.startsWith(READY)).findFirst();
      if (port.isPresent()) {
        return port.get().substring(READY.length());
      }
      pause();
    }
    throw new IllegalStateException("The server does not start\n" + process.written());
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  String site() {
    return site;
  }

  /** The status of the answer to a browser that has the access token. */
  int call(String method, String path, String token, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(site + path))
            .timeout(TrainedProcess.LONGEST)
            .header("Cookie", "__Host-oo-access=" + token)
            .header("Origin", site)
            .header("X-OO", "1")
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(path + "\n" + process.written(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * @throws IllegalStateException when the answer has another status
   */
  void expect(int status, String method, String path, String token, String body) {
    int answered = call(method, path, token, body);
    if (answered != status) {
      throw new IllegalStateException(
          method + " " + path + " is answered " + answered + "\n" + process.written());
    }
  }

  /** Ends it, at which the JVM writes its cache; returns what it wrote. */
  String stop() {
    return process.stop();
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}
