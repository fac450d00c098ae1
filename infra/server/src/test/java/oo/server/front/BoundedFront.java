package oo.server.front;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import oo.host.base.SiteOrigin;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.queue.Message;
import oo.server.invoke.FunctionInvoker;
import oo.server.invoke.Watch;
import oo.template.TemplateReader;

/** The front over functions that a test makes, and raw connections to it. */
final class BoundedFront implements AutoCloseable {
  private final Front front;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final List<Map<String, Object>> log = new CopyOnWriteArrayList<>();

  /**
   * @param site the folder of the pages
   * @param functions what a request of a function is answered, by its name
   */
  BoundedFront(Bounds bounds, Path site, String origin, Function<String, Reply> functions)
      throws IOException {
    this(
        new FrontConfig(site, "127.0.0.1", 0, false, bounds),
        origin,
        (function, request) -> functions.apply(function));
  }

  BoundedFront(FrontConfig config, String origin, BiFunction<String, Request, Reply> functions)
      throws IOException {
    front = Front.open(config);
    front.serve(
        TemplateReader.read(Path.of("../sam-template.yaml")),
        new FunctionInvoker() {
          @Override
          public Reply handle(String function, Request request) {
            return functions.apply(function, request);
          }

          @Override
          public List<String> consume(String function, List<Message> batch) {
            return List.of();
          }

          @Override
          public boolean tick(String function) {
            return true;
          }

          @Override
          public void close() {}
        },
        log::add,
        new SiteOrigin(origin.replace("PORT", String.valueOf(front.port()))),
        link -> Optional.empty(),
        Watch.NONE);
  }

  /** A connection that has sent some bytes; {@code HOST} in them is the site's. */
  Socket sends(String bytes) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), front.port()));
    open.add(socket);
    send(socket, bytes);
    return socket;
  }

  List<Socket> send(int connections, String bytes) throws IOException {
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < connections; i++) {
      sockets.add(sends(bytes));
    }
    return sockets;
  }

  void send(Socket socket, String bytes) throws IOException {
    socket
        .getOutputStream()
        .write(bytes.replace("HOST", "localhost:" + front.port()).getBytes(StandardCharsets.UTF_8));
  }

  /** All that comes until the end; fails when the end does not come within 10 s. */
  static String untilEnd(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    var reply = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      in.transferTo(reply);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open after 10 s, with " + reply, e);
    } catch (IOException e) {
      // Reset, which is an end.
    }
    return reply.toString(StandardCharsets.UTF_8);
  }

  /** What one request is answered, on its own connection. */
  String ask(String request) throws IOException {
    try (Socket socket = sends(request)) {
      return untilEnd(socket);
    }
  }

  String page() throws IOException {
    return ask("GET / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
  }

  @Override
  public void close() throws Exception {
    for (Socket socket : open) {
      socket.close();
    }
    front.close();
  }
}
