package oo.tests.fn;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.tests.fn.FnApps.App;
import oo.tests.fn.FnApps.Fn;
import oo.tests.fn.FnApps.Refused;
import org.jspecify.annotations.Nullable;

/**
 * As much of an Fn server as is called: its list of apps and functions, and {@code /invoke/ID}. A
 * function's container starts with its first call, gets one call at a time and is frozen between
 * them; those that were not called for longest end when there are too many. Headers pass, hop by
 * hop ones excepted, and a status other than 200 of the container is a failure of the server's own:
 * as Fn's agent has it. {@code /cli} answers Fn's CLI.
 */
final class FnGateway implements AutoCloseable {
  /** For so long the agent calls a function as it was, whatever changed. */
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  private static final int MOST_CONTAINERS = 12;
  private static final Pattern INVOKE = Pattern.compile("/invoke/(\\w+)");
  private static final Pattern QUERY = Pattern.compile("(?:app_id=(\\w+)&)?name=(\\w+)");
  private static final Set<String> HOPS =
      Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host");

  private record Remembered(Fn function, Instant until) {}

  final FnApps apps = new FnApps();
  final FnCli cli = new FnCli(apps, this::invokedByCli);
  private HttpServer server;
  private final Function<Fn, FnContainer> starts;
  private final Map<Fn, FnContainer> containers = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Fn, Object> turns = new ConcurrentHashMap<>();
  private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
  private final Set<String> called = new TreeSet<>();
  private final List<String> past = new ArrayList<>();

  /**
   * @param starts a container of a function
   */
  FnGateway(Function<Fn, FnContainer> starts) {
    this.starts = starts;
    server = listening(0);
  }

  private HttpServer listening(int port) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      made.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      made.createContext("/", this::serve);
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** For {@code OO_FN}. */
  String address() {
    return base() + "/oo";
  }

  /** Puts {@code fn} into a folder for the path. */
  void installCli(Path folder) throws IOException {
    FnCli.install(folder, base());
  }

  /** Every function that was called. */
  synchronized Set<String> called() {
    return new TreeSet<>(called);
  }

  /** What each container has written. */
  synchronized List<String> logs() {
    return Stream.concat(past.stream(), containers.values().stream().map(FnContainer::log))
        .toList();
  }

  /** The functions whose containers are there, one for each container. */
  synchronized List<Fn> hot() {
    return List.copyOf(containers.keySet());
  }

  /**
   * Has containers that are ready, so that a busy machine's cold starts are not counted into the
   * time of a call.
   */
  void warm(String... names) {
    var warm = new ArrayList<Fn>();
    for (String name : names) {
      warm.add(apps.function("oo", name).orElseThrow());
    }
    synchronized (this) {
      warm.forEach(function -> containers.computeIfAbsent(function, starts));
    }
    warm.forEach(this::ready);
    endThoseOver(MOST_CONTAINERS);
  }

  /** Fn's server ends, with its connections and containers, and begins again. */
  void restart() {
    int port = server.getAddress().getPort();
    server.stop(0);
    endThoseOver(0);
    remembered.clear();
    server = listening(port);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      Matcher query = QUERY.matcher(String.valueOf(exchange.getRequestURI().getQuery()));
      Matcher invoke = INVOKE.matcher(path);
      if (invoke.matches()) {
        invoke(exchange, invoke.group(1), body);
      } else if (path.equals("/cli")) {
        send(exchange, 200, cli.run(body).getBytes(UTF_8));
      } else if (path.equals("/v2/apps") && query.matches()) {
        items(exchange, apps.app(query.group(2)).stream().map(App::id).toList());
      } else if (path.equals("/v2/fns") && query.matches()) {
        boolean there = apps.app("oo").filter(app -> app.id().equals(query.group(1))).isPresent();
        items(
            exchange,
            there ? apps.function("oo", query.group(2)).stream().map(Fn::id).toList() : List.of());
      } else {
        message(exchange, 404, "Path not found");
      }
    } catch (Refused e) {
      send(exchange, 400, String.valueOf(e.getMessage()).getBytes(UTF_8));
    }
  }

  private void invoke(HttpExchange exchange, String id, byte[] body) throws IOException {
    var headers = new HashMap<String, List<String>>();
    exchange
        .getRequestHeaders()
        .forEach((header, values) -> {
          if (!HOPS.contains(header.toLowerCase(Locale.ROOT))
              && !header.equalsIgnoreCase("Content-Length")) {
            headers.put(header, values);
          }
        });
    Fn function = remembered(id);
    if (function == null) {
      message(exchange, 404, "Fn not found");
      return;
    }
    FnAnswer answer = call(function, headers, body);
    if (answer.fnStatus() != 200) {
      message(exchange, 502, "function failed");
      return;
    }
    answer
        .headers()
        .forEach((header, values) -> {
          if (!header.equalsIgnoreCase("Content-Length")) {
            values.forEach(value -> exchange.getResponseHeaders().add(header, value));
          }
        });
    send(exchange, 200, answer.body());
  }

  private @Nullable Fn remembered(String id) {
    Remembered known =
        remembered.compute(
            id,
            (key, before) ->
                before != null && before.until().isAfter(Instant.now())
                    ? before
                    : apps.byId(key)
                        .map(fn -> new Remembered(fn, Instant.now().plus(REMEMBERED)))
                        .orElse(null));
    return known == null ? null : known.function();
  }

  private FnAnswer call(Fn function, Map<String, List<String>> headers, byte[] body)
      throws IOException {
    synchronized (turn(function)) {
      synchronized (this) {
        called.add(function.name());
        containers.computeIfAbsent(function, starts);
      }
      FnContainer container = ready(function);
      if (container == null) {
        return new FnAnswer(502, Map.of(), new byte[0]);
      }
      container.thaw();
      try {
        return container.call(headers, body);
      } catch (IOException e) {
        end(function); // A container that does not answer ends.
        return new FnAnswer(502, Map.of(), new byte[0]);
      } finally {
        container.freeze();
      }
    }
  }

  private String invokedByCli(Fn function) {
    try {
      FnAnswer answer = call(function, Map.of("Content-Type", List.of("text/plain")), new byte[0]);
      if (answer.fnStatus() != 200) {
        throw new Refused("Error invoking function. status: 502 message: function failed");
      }
      return answer.text() + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing when the container did not begin; it is gone then. */
  private @Nullable FnContainer ready(Fn function) {
    FnContainer container;
    synchronized (this) {
      container = containers.get(function);
    }
    if (container == null || container.ready()) {
      return container;
    }
    System.err.println(function.name() + " did not begin: " + container.log());
    end(function);
    return null;
  }

  private void end(Fn function) {
    FnContainer container;
    synchronized (this) {
      container = containers.remove(function);
      if (container != null) {
        past.add(container.log());
      }
    }
    if (container != null) {
      container.close();
    }
  }

  private void endThoseOver(int most) {
    while (true) {
      Fn eldest;
      synchronized (this) {
        if (containers.size() <= most) {
          return;
        }
        eldest = containers.keySet().iterator().next();
      }
      synchronized (turn(eldest)) {
        end(eldest);
      }
    }
  }

  private Object turn(Fn function) {
    return turns.computeIfAbsent(function, n -> new Object());
  }

  private static void items(HttpExchange exchange, List<String> ids) throws IOException {
    json(
        exchange,
        200,
        "{\"items\":["
            + String.join(",", ids.stream().map(id -> "{\"id\":\"" + id + "\"}").toList())
            + "]}");
  }

  private static void message(HttpExchange exchange, int status, String text) throws IOException {
    json(exchange, status, "{\"message\":\"" + text + "\"}");
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, status, body.getBytes(UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    endThoseOver(0);
  }
}
