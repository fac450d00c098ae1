package oo.tests.journey;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a transaction pooler is to its clients, at its worst: after every transaction the server
 * knows nothing any more of what a client prepared, set, locked or put into a temporary table, as
 * if the next transaction had gone to another server connection. It reads as much of PostgreSQL's
 * protocol (3.0) as that takes.
 */
final class Pooler implements Closeable {
  private static final int ASKS_FOR_AN_ANSWER = 3; // cleartext password, and 10 and 11 of SASL

  private final ServerSocket listening;
  private final URI server;
  private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger transactions = new AtomicInteger();

  /**
   * @param url of the server, {@code jdbc:postgresql://HOST:PORT/DATABASE}
   */
  Pooler(String url) throws IOException {
    server = URI.create(url.substring("jdbc:".length()));
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:"
        + listening.getLocalPort()
        + server.getPath()
        + "?sslmode=disable";
  }

  /** After which everything was forgotten. */
  int transactions() {
    return transactions.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var up = new Socket(server.getHost(), server.getPort())) {
      sockets.add(up);
      new Session(new Wire(client), new Wire(up)).run();
    } catch (IOException e) {
      // One of the two is gone, and with it the session.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Session {
    private final Wire client;
    private final Wire server;

    Session(Wire client, Wire server) {
      this.client = client;
      this.server = server;
    }

    void run() throws IOException {
      server.send(client.untyped());
      signIn();
      boolean idle = true;
      for (Message asked = client.read(); asked.type() != 'X'; asked = client.read()) {
        if (idle) {
          forget();
        }
        server.send(asked);
        if (asked.type() == 'Q' || asked.type() == 'S') {
          idle = answer();
        } else {
          idle = false; // More of the same request follows.
        }
      }
    }

    private void signIn() throws IOException {
      server.flush();
      for (Message said = server.read(); ; said = server.read()) {
        client.send(said);
        client.flush();
        if (said.type() == 'Z') {
          return;
        }
        if (said.type() == 'R' && asksForAnAnswer(said.firstInt())) {
          server.send(client.read());
          server.flush();
        }
      }
    }

    private boolean asksForAnAnswer(int kind) {
      return kind == ASKS_FOR_AN_ANSWER || kind == 10 || kind == 11;
    }

    /** Passes on what the server says; true when no transaction is open after it. */
    private boolean answer() throws IOException {
      server.flush();
      while (true) {
        Message said = server.read();
        client.send(said);
        if (said.type() == 'Z') {
          client.flush();
          return said.body()[0] == 'I';
        }
      }
    }

    private void forget() throws IOException {
      transactions.incrementAndGet();
      server.send(new Message('Q', "DISCARD ALL\0".getBytes(StandardCharsets.US_ASCII)));
      server.flush();
      for (Message said = server.read(); said.type() != 'Z'; said = server.read()) {
        if (said.type() == 'E') {
          throw new IOException("The server does not forget");
        }
      }
    }
  }

  /**
   * @param type 0 of a client's first one, which has none
   */
  private record Message(char type, byte[] body) {
    int firstInt() {
      return (body[0] & 0xFF) << 24
          | (body[1] & 0xFF) << 16
          | (body[2] & 0xFF) << 8
          | (body[3] & 0xFF);
    }
  }

  /** One side of it. */
  private static final class Wire {
    private final DataInputStream in;
    private final DataOutputStream out;

    Wire(Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    Message untyped() throws IOException {
      return new Message((char) 0, in.readNBytes(in.readInt() - Integer.BYTES));
    }

    Message read() throws IOException {
      char type = (char) in.readUnsignedByte();
      return new Message(type, in.readNBytes(in.readInt() - Integer.BYTES));
    }

    void send(Message message) throws IOException {
      if (message.type() != 0) {
        out.writeByte(message.type());
      }
      out.writeInt(message.body().length + Integer.BYTES);
      out.write(message.body());
    }

    void flush() throws IOException {
      out.flush();
    }
  }
}
