package oo.standins.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Serves one provider on one port, at one or more addresses of this machine. */
public final class StandInServer implements AutoCloseable {
  /** In bytes, as Todoist has it. */
  static final int BODY_LIMIT = 1024 * 1024;

  private static final long DISCARD_LIMIT = 16L * BODY_LIMIT;
  private static final long IDLE_MILLIS = 15 * 60_000;

  private final Server server;
  private int port;

  /**
   * Takes the port, so that it is known; connections wait until {@link #serve}.
   *
   * @param name for threads and messages
   * @param addresses to listen on, at least one
   * @param wantedPort 0 for any free one
   * @throws StandInPortTaken when another program has the port
   */
  public StandInServer(String name, List<String> addresses, int wantedPort) {
    VirtualThreadPool threads = new VirtualThreadPool(0);
    threads.setName("stand-in-" + name);
    server = new Server(threads);
    server.setStopTimeout(0);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    port = wantedPort;
    try {
      for (String address : addresses) {
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        connector.open();
        port = connector.getLocalPort();
      }
    } catch (IOException e) {
      close();
      throw new StandInPortTaken(name, wantedPort, e);
    }
  }

  /**
   * Starts to answer.
   *
   * @param provider called by many threads at once; may throw a {@link ResponseException}
   */
  public void serve(Function<StandInRequest, StandInResponse> provider) {
    server.setHandler(new ProviderHandler(provider));
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

  private static final class ProviderHandler extends Handler.Abstract {
    private final Function<StandInRequest, StandInResponse> provider;

    ProviderHandler(Function<StandInRequest, StandInResponse> provider) {
      this.provider = provider;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      StandInResponse answer;
      try {
        answer = provider.apply(read(request));
      } catch (ResponseException e) {
        answer = e.response();
      }
      if (answer.status() == 0) {
        reset(request, callback);
        return true;
      }
      response.setStatus(answer.status());
      answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      // Buffered: a body below 32 KiB is sent with its length, another in chunks.
      try (var out = Response.asBufferedOutputStream(request, response)) {
        answer.body().writeTo(out);
      }
      callback.succeeded();
      return true;
    }

    private static StandInRequest read(Request request) throws IOException {
      Map<String, String> headers = new HashMap<>();
      for (HttpField field : request.getHeaders()) {
        String value = field.getValue();
        headers.putIfAbsent(field.getLowerCaseName(), value == null ? "" : value);
      }
      String query = request.getHttpURI().getQuery();
      String path = request.getHttpURI().getPath();
      return new StandInRequest(
          request.getMethod(),
          path == null ? "/" : path,
          Parameters.parse(query == null ? "" : query),
          headers,
          body(request),
          Map.of());
    }

    private static byte[] body(Request request) throws IOException {
      try (InputStream in = Content.Source.asInputStream(request)) {
        byte[] bytes = in.readNBytes(BODY_LIMIT + 1);
        if (bytes.length <= BODY_LIMIT) {
          return bytes;
        }
        // A client reads the response only after it sent all of its body, so discard the rest.
        in.skip(DISCARD_LIMIT);
      }
      throw new ResponseException(
          StandInResponse.json(
                  413,
                  Map.of("error", "Request body too large", "error_code", 413, "http_code", 413))
              .with("Connection", "close"));
    }

    /** A reset: a client could take an orderly close for the end of a response. */
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
