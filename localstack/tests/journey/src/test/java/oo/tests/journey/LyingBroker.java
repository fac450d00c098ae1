package oo.tests.journey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Stands between a publisher and its broker, and lies about what was stored. */
final class LyingBroker implements AutoCloseable {
  /** What becomes of an acknowledgement. */
  enum Lie {
    NONE,
    LATE,
    TWICE,
    NEVER,
    HANGS_UP
  }

  /** Longer than a publisher waits. */
  private static final Duration LATE_BY = Duration.ofSeconds(3);

  private final int broker;
  private final ServerSocket listening;
  volatile Lie lie = Lie.NONE;

  /** Runs before each acknowledgement, which never comes when it throws an Error. */
  volatile Runnable beforeAck = () -> {};

  LyingBroker(int broker) {
    this.broker = broker;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "nats://127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), broker);
        Thread.ofVirtual().start(() -> pass(client, server));
        Thread.ofVirtual().start(() -> answer(server, client));
      } catch (IOException e) {
        // Closed, or the broker is not there.
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them went away.
    }
  }

  private void answer(Socket server, Socket client) {
    try (server;
        client) {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (byte[] frame = frame(in); frame.length > 0; frame = frame(in)) {
        String text = new String(frame, StandardCharsets.ISO_8859_1);
        boolean ack = text.contains("\"stream\":\"OO_EVENTS\"") && !text.contains("\"type\":");
        if (ack) {
          beforeAck.run();
        }
        switch (ack ? lie : Lie.NONE) {
          case NONE -> out.write(frame);
          case LATE -> {
            Thread.sleep(LATE_BY);
            out.write(frame);
          }
          case TWICE -> {
            out.write(frame);
            out.write(frame);
          }
          case NEVER -> {}
          case HANGS_UP -> {
            return;
          }
        }
      }
    } catch (IOException | Error e) {
      // One of them went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A line, and the message that it announces; empty at the end. */
  private static byte[] frame(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      line.write(b);
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1).strip();
        if (text.startsWith("MSG ") || text.startsWith("HMSG ")) {
          int size = Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
          line.write(in.readNBytes(size + 2));
        }
        break;
      }
    }
    return line.toByteArray();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
