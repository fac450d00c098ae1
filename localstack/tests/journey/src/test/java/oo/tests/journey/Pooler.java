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
 * The worst case of a transaction pooler: after every transaction it discards what the client
 * prepared, set, locked or put into a temporary table, as if the next transaction used another
 * server connection. It implements the part of PostgreSQL's protocol (3.0) that this needs.
 */
final class Pooler implements Closeable {
  private static final int CLEARTEXT_PASSWORD = 3;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;

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

  /** The number of transactions so far. */
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
      // The client or the server closed the connection.
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
      for (Message request = client.read(); request.type() != 'X'; request = client.read()) {
        if (idle) {
          forget();
        }
        server.send(request);
        if (request.type() == 'Q' || request.type() == 'S') {
          idle = answer();
        } else {
          idle = false; // more messages of the same request follow
        }
      }
    }

    private void signIn() throws IOException {
      server.flush();
      for (Message reply = server.read(); ; reply = server.read()) {
        client.send(reply);
        client.flush();
        if (reply.type() == 'Z') {
          return;
        }
        if (reply.type() == 'R' && needsAnAnswer(reply.firstInt())) {
          server.send(client.read());
          server.flush();
        }
      }
    }

    private boolean needsAnAnswer(int kind) {
      return kind == CLEARTEXT_PASSWORD || kind == SASL || kind == SASL_CONTINUE;
    }

    /** Forwards the reply of the server; true when no transaction is open after it. */
    private boolean answer() throws IOException {
      server.flush();
      while (true) {
        Message reply = server.read();
        client.send(reply);
        if (reply.type() == 'Z') {
          client.flush();
          return reply.body()[0] == 'I';
        }
      }
    }

    private void forget() throws IOException {
      transactions.incrementAndGet();
      server.send(new Message('Q', "DISCARD ALL\0".getBytes(StandardCharsets.US_ASCII)));
      server.flush();
      for (Message reply = server.read(); reply.type() != 'Z'; reply = server.read()) {
        if (reply.type() == 'E') {
          throw new IOException("The server refuses DISCARD ALL");
        }
      }
    }
  }

  /**
   * @param type 0 for the client's first message, which has none
   */
  private record Message(char type, byte[] body) {
    int firstInt() {
      return (body[0] & 0xFF) << 24
          | (body[1] & 0xFF) << 16
          | (body[2] & 0xFF) << 8
          | (body[3] & 0xFF);
    }
  }

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
