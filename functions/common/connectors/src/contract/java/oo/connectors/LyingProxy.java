package oo.connectors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a connector and its provider, forwards what it gets, and answers some requests
 * otherwise: as a proxy, a captive portal or a broken network would.
 */
public final class LyingProxy implements AutoCloseable {
  private static final List<String> NOT_FORWARDED =
      List.of(
          "connection", "content-length", "host", "http2-settings", "transfer-encoding", "upgrade");

  /**
   * What the caller gets.
   *
   * @param status 0 resets the connection
   */
  public record Answer(int status, Map<String, String> headers, byte[] body) {
    public static final Answer RESET = new Answer(0, Map.of(), new byte[0]);

    public static Answer of(int status, String contentType, String body) {
      return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
    }

    public static Answer json(int status, String body) {
      return of(status, "application/json", body);
    }

    public Answer with(String header, String value) {
      var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      more.putAll(headers);
      more.put(header, value);
      return new Answer(status, more, body);
    }

    /** The same with another status. */
    public Answer as(int other) {
      return new Answer(other, headers, body);
    }

    /** The same with another body. */
    public Answer saying(byte[] other) {
      return new Answer(status, headers, other);
    }

    public String text() {
      return new String(body, UTF_8);
    }
  }

  /** A request as the connector sent it. */
  public record Asked(String method, String path, String body) {
    /** E.g. {@code GET /v1/tasks/1}, without the query. */
    public String line() {
      return method + " " + path.replaceFirst("\\?.*", "");
    }
  }

  /** Answers instead of the provider. */
  public interface Lie {
    /**
     * @param provider sends the request on, and returns the provider's answer
     */
    Answer answer(Asked asked, Honest provider) throws IOException, InterruptedException;
  }

  /** The provider's answer to the present request. */
  public interface Honest {
    Answer answer() throws IOException, InterruptedException;
  }

  private record Told(Pattern request, Lie lie) {}

  private final URI origin;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Asked> asked = new ArrayList<>();
  private volatile @Nullable Told told;
  private volatile CountDownLatch silence = new CountDownLatch(1);

  public LyingProxy(URI origin) {
    this.origin = origin;
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::listen);
  }

  public String base() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Answers the requests whose method and path match with the lie, until {@link #beHonest}. */
  public void lie(Pattern request, Lie lie) {
    told = new Told(request, lie);
  }

  /** Answers them so, without a word to the provider. */
  public void lie(Pattern request, Answer answer) {
    lie(request, (what, provider) -> answer);
  }

  /** Changes what the provider answers. */
  public void change(Pattern request, UnaryOperator<Answer> change) {
    lie(request, (what, provider) -> change.apply(provider.answer()));
  }

  /** Answers the first so many requests that match with the lie. */
  public void lie(int times, Pattern request, Lie lie) {
    var left = new AtomicInteger(times);
    lie(
        request,
        (what, provider) ->
            left.getAndDecrement() > 0 ? lie.answer(what, provider) : provider.answer());
  }

  /** A lie that never answers, until the proxy is honest again. */
  public Lie silent() {
    return (what, provider) -> {
      silence.await();
      return Answer.RESET;
    };
  }

  /** A lie that has the provider act, and answers something else. */
  public static Lie actedThen(Answer other) {
    return (what, provider) -> {
      provider.answer();
      return other;
    };
  }

  public void beHonest() {
    told = null;
    silence.countDown();
    silence = new CountDownLatch(1);
    synchronized (asked) {
      asked.clear();
    }
  }

  /** The requests since it was honest. */
  public List<Asked> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String[] line = line(in).split(" ");
      var headers = new LinkedHashMap<String, String>();
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        String[] parts = header.split(":", 2);
        headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
      }
      byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      send(socket, answer(new Asked(line[0], line[1], new String(body, UTF_8)), headers, body));
    } catch (IOException e) {
      // The connector gave up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(Asked request, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    synchronized (asked) {
      asked.add(request);
    }
    Told now = told;
    Honest provider = () -> forward(request, headers, body);
    return now != null && now.request().matcher(request.line()).matches()
        ? now.lie().answer(request, provider)
        : provider.answer();
  }

  private Answer forward(Asked request, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    var builder =
        HttpRequest.newBuilder(URI.create(origin + request.path()))
            .method(
                request.method(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach((name, value) -> {
      if (!NOT_FORWARDED.contains(name)) {
        builder.header(name, value);
      }
    });
    HttpResponse<byte[]> response;
    try {
      response = client.send(builder.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      return Answer.RESET;
    }
    var kept = new LinkedHashMap<String, String>();
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
            kept.put(name, values.getFirst());
          }
        });
    return new Answer(response.statusCode(), kept, response.body());
  }

  private static void send(Socket socket, Answer answer) throws IOException {
    if (answer.status() == 0) {
      socket.setSoLinger(true, 0);
      return;
    }
    var head = new StringBuilder("HTTP/1.1 " + answer.status() + " Said\r\n");
    answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    boolean bodiless = answer.status() == 204 || answer.status() == 304;
    if (!bodiless && !answer.headers().containsKey("Content-Length")) {
      head.append("Content-Length: " + answer.body().length + "\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(head.toString().getBytes(ISO_8859_1));
    if (!bodiless) {
      out.write(answer.body());
    }
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.write(c);
    }
    return line.toString(ISO_8859_1).strip();
  }

  @Override
  public void close() {
    beHonest();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
    client.close();
  }
}
