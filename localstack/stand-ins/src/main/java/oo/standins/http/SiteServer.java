package oo.standins.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves one {@link Site} on one port, at one or more addresses of this machine. */
public final class SiteServer implements AutoCloseable {

  /** Todoist's limit of a request body; nothing here needs more. */
  public static final int BODY_LIMIT = 1024 * 1024;

  private static final long HEARD_OUT = 16L * BODY_LIMIT;
  private static final long IDLE_MILLIS = 15 * 60_000;

  private final Server server;
  private int port;

  private SiteServer(Server server) {
    this.server = server;
  }

  /**
   * Takes the port, so that it is known, but answers nobody before {@link #serve}.
   *
   * @param name for threads and messages
   * @param addresses to listen on, at least one
   * @param port 0 for any free one
   */
  public static SiteServer open(String name, List<String> addresses, int port) {
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("stand-in-" + name);
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("stand-in-" + name + "-", 0).factory()));
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    server.setStopTimeout(0);
    SiteServer opened = new SiteServer(server);
    try {
      for (String address : addresses) {
        ServerConnector connector =
            new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address);
        connector.setPort(opened.port == 0 ? port : opened.port);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        connector.open();
        opened.port = connector.getLocalPort();
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw new PortTaken(name, port, e);
    }
  }

  /** Answers from now on. */
  public void serve(Site site) {
    server.setHandler(new Front(site));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the stand-in did not start", e);
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      for (var connector : server.getConnectors()) {
        ((ServerConnector) connector).close();
      }
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the stand-in did not stop", e);
    }
  }

  private static final class Front extends Handler.Abstract {

    private final Site site;

    Front(Site site) {
      this.site = site;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      Reply reply;
      try {
        Optional<byte[]> body = body(request);
        reply = body.isEmpty() ? new Reply.Sent(tooLarge()) : site.serve(call(request, body.get()));
      } catch (Refused refused) {
        reply = new Reply.Sent(refused.answer());
      }
      switch (reply) {
        case Reply.Sent(Answer answer) -> send(answer, response, callback);
        case Reply.Reset() -> reset(request, callback);
      }
      return true;
    }

    private static Call call(Request request, byte[] body) {
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (HttpField field : request.getHeaders()) {
        headers
            .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(field.getValue() == null ? "" : field.getValue());
      }
      String query = request.getHttpURI().getQuery();
      String path = request.getHttpURI().getPath();
      return new Call(
          request.getMethod(),
          path == null ? "/" : path,
          Params.parse(query == null ? "" : query),
          headers,
          body,
          Map.of());
    }

    private static Optional<byte[]> body(Request request) throws IOException {
      try (InputStream in = Content.Source.asInputStream(request)) {
        byte[] bytes = in.readNBytes(BODY_LIMIT + 1);
        if (bytes.length <= BODY_LIMIT) {
          return Optional.of(bytes);
        }
        // Whoever is still sending when the connection is closed does not hear why; so they are
        // heard out, within reason.
        in.skip(HEARD_OUT);
        return Optional.empty();
      }
    }

    private static Answer tooLarge() {
      return Answer.json(
              413, Map.of("error", "Request body too large", "error_code", 413, "http_code", 413))
          .with("Connection", "close");
    }

    private static void send(Answer answer, Response response, Callback callback) {
      response.setStatus(answer.status());
      answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    /**
     * A reset rather than a polite close, so that a client cannot take it for the end of an answer.
     */
    private static void reset(Request request, Callback callback) throws IOException {
      EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
      if (endPoint.getTransport() instanceof SocketChannel channel) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      endPoint.close();
      callback.succeeded();
    }
  }
}
