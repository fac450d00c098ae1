package oo.tests.fn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.http.HttpException;
import org.apache.http.HttpResponse;
import org.apache.http.impl.io.ContentLengthInputStream;
import org.apache.http.impl.io.DefaultHttpResponseParser;
import org.apache.http.impl.io.HttpTransportMetricsImpl;
import org.apache.http.impl.io.SessionInputBufferImpl;

/** A connection to a container's socket, as Fn's agent has one. */
final class FnSocket implements AutoCloseable {
  private final SocketChannel channel;
  private final SessionInputBufferImpl in =
      new SessionInputBufferImpl(new HttpTransportMetricsImpl(), 8192);

  private FnSocket(SocketChannel channel) {
    this.channel = channel;
    in.bind(Channels.newInputStream(channel));
  }

  static FnSocket to(Path socket) throws IOException {
    return new FnSocket(SocketChannel.open(UnixDomainSocketAddress.of(socket.toRealPath())));
  }

  /** A call as the agent frames it: chunked, with the call's id and deadline. */
  FnAnswer call(Map<String, List<String>> headers, byte[] body) throws IOException {
    var head = new StringBuilder("POST /call HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach((name, values) -> values.forEach(v -> head.append(line(name, v))));
    head.append(line("Fn-Call-Id", "01HZ")).append(line("Fn-Deadline", Instant.now().toString()));
    head.append("Transfer-Encoding: chunked\r\n\r\n");
    if (body.length > 0) {
      head.append(Integer.toHexString(body.length)).append("\r\n");
    }
    send(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (body.length > 0) {
      send(body);
      send("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    send("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    return answer();
  }

  private static String line(String name, String value) {
    return name + ": " + value + "\r\n";
  }

  void send(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** No more will come. */
  void end() throws IOException {
    channel.shutdownOutput();
  }

  FnAnswer answer() throws IOException {
    try {
      HttpResponse response = new DefaultHttpResponseParser(in).parse();
      var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
      for (var header : response.getAllHeaders()) {
        headers.computeIfAbsent(header.getName(), n -> new ArrayList<>()).add(header.getValue());
      }
      long length = Long.parseLong(headers.get("Content-Length").getFirst());
      try (InputStream body = new ContentLengthInputStream(in, length)) {
        return new FnAnswer(response.getStatusLine().getStatusCode(), headers, body.readAllBytes());
      }
    } catch (HttpException e) {
      throw new IOException(e);
    }
  }

  /** Whether the container has ended the connection. */
  boolean ended() throws IOException {
    return channel.read(ByteBuffer.allocate(1)) < 0;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
