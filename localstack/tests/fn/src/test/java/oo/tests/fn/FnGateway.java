package oo.tests.fn;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

/**
 * As much of an Fn server as is called: its list of apps and functions, and {@code /invoke/ID}. A
 * function's container starts with its first call and gets one call at a time; those that were not
 * called for longest end when there are too many. Headers pass, hop by hop ones excepted, and a
 * status other than 200 of the container is a failure of the server's own: as Fn's agent has it.
 */
final class FnGateway implements AutoCloseable {
  private static final int MOST_CONTAINERS = 12;
  private static final Pattern INVOKE = Pattern.compile("/invoke/id-([a-z_]+)");
  private static final Set<String> HOPS =
      Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "host");

  private final HttpServer server;
  private final Map<String, FnContainer> containers = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Object> turns = new ConcurrentHashMap<>();
  private final Set<String> called = new TreeSet<>();
  private Function<String, FnContainer> starts =
      name -> {
        throw new IllegalStateException("Nothing is deployed");
      };
  private boolean deployed;

  FnGateway() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /** For {@code OO_FN}. */
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/oo";
  }

  /** From now on there are functions, each started by this. */
  synchronized void deploy(Function<String, FnContainer> how) {
    starts = how;
    deployed = true;
  }

  /** Every function that was called. */
  synchronized Set<String> called() {
    return new TreeSet<>(called);
  }

  /** What the containers that are there have written. */
  synchronized List<String> logs() {
    return containers.values().stream().map(FnContainer::log).toList();
  }

  /**
   * Has containers that are ready, so that a busy machine's cold starts are not counted into the
   * time of a call.
   */
  void warm(String... names) {
    List<FnContainer> warm;
    synchronized (this) {
      warm = List.of(names).stream().map(name -> containers.computeIfAbsent(name, starts)).toList();
    }
    for (FnContainer container : warm) {
      if (!container.ready()) {
        throw new IllegalStateException("Did not begin: " + container.log());
      }
    }
    endThoseOver(MOST_CONTAINERS);
  }

  /** From now on no container starts, and those that run end. */
  void withdraw() {
    deploy(name -> {
      throw new IllegalStateException("Withdrawn");
    });
    endThoseOver(0);
  }

  private synchronized boolean isDeployed() {
    return deployed;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      Matcher invoke = INVOKE.matcher(path);
      if (invoke.matches()) {
        invoke(exchange, invoke.group(1), body);
      } else if (!isDeployed()) {
        json(exchange, 200, "{\"items\":[]}");
      } else if (path.equals("/v2/apps") && query.equals("name=oo")) {
        json(exchange, 200, "{\"items\":[{\"id\":\"app-1\",\"name\":\"oo\"}]}");
      } else if (path.equals("/v2/fns") && query.startsWith("app_id=app-1&name=")) {
        json(exchange, 200, "{\"items\":[{\"id\":\"id-" + query.substring(18) + "\"}]}");
      } else {
        json(exchange, 404, "{\"message\":\"Path not found\"}");
      }
    }
  }

  private void invoke(HttpExchange exchange, String name, byte[] body) throws IOException {
    var headers = new HashMap<String, List<String>>();
    exchange
        .getRequestHeaders()
        .forEach((header, values) -> {
          if (!HOPS.contains(header.toLowerCase(Locale.ROOT))
              && !header.equalsIgnoreCase("Content-Length")) {
            headers.put(header, values);
          }
        });
    FnAnswer answer;
    synchronized (turn(name)) {
      answer = container(name).call(headers, body);
    }
    endThoseOver(MOST_CONTAINERS);
    if (answer.fnStatus() != 200) {
      json(exchange, 502, "{\"message\":\"function failed\"}");
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

  private FnContainer container(String name) {
    FnContainer container;
    synchronized (this) {
      called.add(name);
      container = containers.computeIfAbsent(name, starts);
    }
    if (!container.ready()) {
      throw new IllegalStateException(name + " did not begin: " + container.log());
    }
    return container;
  }

  private void endThoseOver(int most) {
    while (true) {
      String name;
      FnContainer container;
      synchronized (this) {
        if (containers.size() <= most) {
          return;
        }
        name = containers.keySet().iterator().next();
        container = containers.remove(name);
      }
      synchronized (turn(name)) {
        container.close();
      }
    }
  }

  private Object turn(String name) {
    return turns.computeIfAbsent(name, n -> new Object());
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
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
