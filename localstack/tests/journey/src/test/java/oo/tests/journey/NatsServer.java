package oo.tests.journey;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A nats-server with JetStream on a port of this machine. Its files outlive its process. */
public final class NatsServer implements AutoCloseable {
  private static final Path INSTALLED = Oo.TREE.resolve(".oo/nats/nats-server");

  private final Path folder;
  private final List<String> more;
  private final int port = Loopback.freePort();
  private Process process;

  /**
   * @param folder for its files
   * @param more arguments
   */
  public NatsServer(Path folder, String... more) {
    this.folder = folder;
    this.more = List.of(more);
    this.process = start();
  }

  /** An event as it is in the stream. */
  public record Stored(String subject, String id, Headers headers, String payload) {
    String user() {
      return subject.split("\\.")[2];
    }

    String kind() {
      return subject.split("\\.")[3];
    }
  }

  /** Python with the sample consumer's client; skips the test where it is not installed. */
  public static Path python() {
    Path python = Oo.TREE.resolve(".oo/nats/python/bin/python");
    assumeTrue(
        Files.isExecutable(python),
        "The sample consumer's client is not installed (./oo test installs it)");
    return python;
  }

  private static String program() {
    Path found =
        Stream.concat(
                Stream.of(INSTALLED),
                Stream.of(System.getenv("PATH").split(":", -1))
                    .map(folder -> Path.of(folder, "nats-server")))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(INSTALLED);
    assumeTrue(
        Files.isExecutable(found),
        "nats-server is not installed (./oo test installs it where Go or Debian is)");
    return found.toString();
  }

  private Process start() {
    var command =
        new ArrayList<>(
            List.of(
                program(),
                "--addr",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--jetstream",
                "--store_dir",
                folder.toString()));
    command.addAll(more);
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("nats.log").toFile())
              .start();
      Retry.within(Duration.ofSeconds(20)).until(() -> listens());
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listens() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (socket.getInputStream().read() != 'I') {
        throw new AssertionError("No INFO");
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    return port;
  }

  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public void restart() {
    process = start();
  }

  /** Sends the process a signal, such as STOP. */
  public void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a call needs of the broker. */
  public interface Use<T> {
    T with(JetStreamManagement management) throws IOException, JetStreamApiException;
  }

  public <T> T manage(Use<T> use) {
    try (Connection connection =
        Nats.connect(new Options.Builder().server(url()).noReconnect().build())) {
      return use.with(connection.jetStreamManagement());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JetStreamApiException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** All events of the stream, in its order; none while there is no stream. */
  public List<Stored> events() {
    return manage(management -> {
      var all = new ArrayList<Stored>();
      if (!management.getStreamNames().contains("OO_EVENTS")) {
        return all;
      }
      var state = management.getStreamInfo("OO_EVENTS").getStreamState();
      for (long seq = state.getFirstSequence(); seq <= state.getLastSequence(); seq++) {
        MessageInfo message;
        try {
          message = management.getMessage("OO_EVENTS", seq);
        } catch (JetStreamApiException e) {
          continue; // Purged.
        }
        all.add(
            new Stored(
                message.getSubject(),
                message.getHeaders().getFirst("Nats-Msg-Id"),
                message.getHeaders(),
                new String(message.getData(), StandardCharsets.UTF_8)));
      }
      return all;
    });
  }

  /** The ids of each user's events, in the order of the stream. */
  public Map<String, List<String>> idsByUser() {
    var ids = new TreeMap<String, List<String>>();
    events()
        .forEach(
            event -> ids.computeIfAbsent(event.user(), user -> new ArrayList<>()).add(event.id()));
    return ids;
  }

  @Override
  public void close() {
    kill();
  }
}
