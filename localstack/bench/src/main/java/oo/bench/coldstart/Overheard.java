package oo.bench.coldstart;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a function and PostgreSQL and notes what is said, and when: the statements of the
 * frontend's messages, and the moments that divide a cold start (PostgreSQL's documentation,
 * "Message Formats"). It changes nothing.
 */
final class Overheard implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final ServerSocket door;
  private final int server;
  private final List<String> statements = new ArrayList<>();
  private Moments moments = new Moments();

  /** Nanoseconds, as {@link System#nanoTime} counts them; 0 for what has not happened. */
  static final class Moments {
    long dialled;
    long connected;
    long began;
    long committed;
  }

  /**
   * @param server PostgreSQL's port on loopback
   */
  Overheard(int server) {
    this.server = server;
    try {
      this.door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::open);
  }

  int port() {
    return door.getLocalPort();
  }

  synchronized void forget() {
    statements.clear();
    moments = new Moments();
  }

  /** The statements so far, from BEGIN to COMMIT where there are transactions. */
  synchronized List<String> statements() {
    int begin = statements.indexOf("BEGIN");
    int commit = statements.indexOf("COMMIT");
    return begin < 0 || commit < begin
        ? List.copyOf(statements)
        : List.copyOf(statements.subList(begin, commit + 1));
  }

  synchronized Moments moments() {
    return moments;
  }

  private void open() {
    try {
      while (true) {
        Socket client = door.accept();
        heard(m -> m.dialled = System.nanoTime());
        client.setTcpNoDelay(true);
        var postgres = new Socket(InetAddress.getLoopbackAddress(), server);
        postgres.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pass(client, postgres, this::frontend));
        Thread.ofVirtual().start(() -> pass(postgres, client, this::backend));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private interface Ear {
    void listen(DataInputStream from, OutputStream to) throws IOException;
  }

  private static void pass(Socket from, Socket to, Ear ear) {
    try (from;
        to) {
      ear.listen(new DataInputStream(new Buffered(from.getInputStream())), to.getOutputStream());
    } catch (EOFException | SocketException e) {
      // One side has hung up.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void frontend(DataInputStream from, OutputStream to) throws IOException {
    int code;
    do {
      int length = from.readInt();
      byte[] rest = from.readNBytes(length - 4);
      code = new DataInputStream(new java.io.ByteArrayInputStream(rest)).readInt();
      to.write(message(null, rest));
    } while (code == SSL_REQUEST || code == GSS_REQUEST);
    while (true) {
      byte type = from.readByte();
      byte[] rest = from.readNBytes(from.readInt() - 4);
      if (type == 'P' || type == 'Q') {
        said(type == 'Q' ? text(rest, 0) : text(rest, text(rest, 0).length() + 1));
      }
      to.write(message(type, rest));
    }
  }

  private void backend(DataInputStream from, OutputStream to) throws IOException {
    while (true) {
      byte type = from.readByte();
      if (type == 'N' && !connected()) {
        to.write(type); // No TLS: one byte, no message.
        continue;
      }
      byte[] rest = from.readNBytes(from.readInt() - 4);
      to.write(message(type, rest));
      if (type == 'Z') {
        heard(m -> m.connected = m.connected == 0 ? System.nanoTime() : m.connected);
      } else if (type == 'C' && text(rest, 0).equals("COMMIT")) {
        heard(m -> m.committed = m.committed == 0 ? System.nanoTime() : m.committed);
      }
    }
  }

  private synchronized boolean connected() {
    return moments.connected != 0;
  }

  private synchronized void heard(java.util.function.Consumer<Moments> what) {
    what.accept(moments);
  }

  private synchronized void said(String statement) {
    statements.add(statement);
    if (statement.equals("BEGIN") && moments.began == 0) {
      moments.began = System.nanoTime();
    }
  }

  private static String text(byte[] bytes, int from) {
    int end = from;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static byte[] message(@Nullable Byte type, byte[] rest) {
    int head = type == null ? 4 : 5;
    var whole = new byte[head + rest.length];
    if (type != null) {
      whole[0] = type;
    }
    int length = rest.length + 4;
    for (int i = 0; i < 4; i++) {
      whole[head - 4 + i] = (byte) (length >>> (24 - 8 * i));
    }
    System.arraycopy(rest, 0, whole, head, rest.length);
    return whole;
  }

  /** A buffer that never waits for more than there is. */
  private static final class Buffered extends java.io.BufferedInputStream {
    Buffered(InputStream in) {
      super(in, 1 << 16);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
