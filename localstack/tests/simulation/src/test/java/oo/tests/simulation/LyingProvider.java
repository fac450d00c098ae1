package oo.tests.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import oo.contract.Json;
import oo.standins.http.Parameters;
import oo.standins.http.StandInRequest;
import oo.standins.http.StandInResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The network and the intermediaries between oO's connector and Todoist: HTTP on a port, which
 * answers with what Todoist said, or with something else.
 */
final class LyingProvider implements AutoCloseable {
  static final String THREAD = "lying-provider";

  private static final Pattern INSTANT = Pattern.compile("(T\\d\\d:\\d\\d:\\d\\d)\\.000000(Z?)");
  private static final int[] FOREIGN_STATUSES = {
    200, 204, 301, 302, 400, 401, 403, 404, 408, 409, 410, 418, 422, 429, 500, 502, 503, 504, 520
  };
  private static final List<String> FOREIGN_BODIES =
      List.of(
          "<html><body><h1>Something else answered</h1></body></html>",
          "",
          "{\"error\":\"temporarily_unavailable\"}",
          "{\"message\":\"no Route matched\"}",
          "[]",
          "null",
          "{\"status\":\"ok\"}",
          "upstream connect error");

  private final ServerSocket listening;
  private volatile @Nullable World world;

  LyingProvider() {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Thread.ofPlatform().daemon().name(THREAD).start(this::accept);
  }

  String base() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  void serve(@Nullable World other) {
    world = other;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofPlatform().daemon().name(THREAD).start(() -> one(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** One request a connection: a client's pool would make a seed depend on timing. */
  private void one(Socket socket) {
    try (socket) {
      StandInRequest request = read(new BufferedInputStream(socket.getInputStream()));
      World current = world;
      if (request == null || current == null) {
        return;
      }
      StandInResponse response = new Exchange(current, request).answer();
      if (response.status() == 0) {
        socket.setSoLinger(true, 0);
      } else {
        write(socket.getOutputStream(), response);
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static @Nullable StandInRequest read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", -1);
    if (first.length < 3) {
      return null;
    }
    var headers = new HashMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    String[] target = first[1].split("\\?", 2);
    return new StandInRequest(
        first[0],
        target[0],
        Parameters.parse(target.length > 1 ? target[1] : ""),
        headers,
        body,
        Map.of());
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static void write(OutputStream out, StandInResponse response) throws IOException {
    var head = new StringBuilder("HTTP/1.1 " + response.status() + " Answer\r\n");
    response.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    boolean bodiless = response.status() == 204 || response.status() == 304;
    byte[] body = response.body().bytes();
    if (!bodiless) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    out.write(head.toString().getBytes(ISO_8859_1));
    if (!bodiless) {
      out.write(body);
    }
    out.flush();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One request and what becomes of it. */
  private record Exchange(World world, StandInRequest request) {

    StandInResponse answer() {
      if (request.path().startsWith("/oauth/authorize")) {
        return world.source.serve(request); // A browser is here.
      }
      boolean token = isToken();
      world.insideProviderCall();
      if (!token && world.refuses()) {
        return said("unauthorized", error(401, 401, "AUTH_INVALID_TOKEN", "Invalid token"));
      }
      if ((token && !world.enabled(Fault.TOKENS)) || !world.troubled()) {
        return said("", honest());
      }
      int kind = world.random.nextInt(100);
      boolean acts = world.random.nextBoolean();
      if (kind < 25 && world.enabled(Fault.FOREIGN)) {
        return lost("foreign", acts, foreign());
      }
      if (kind < 40 && world.enabled(Fault.RESET)) {
        return lost("reset", acts, StandInResponse.RESET);
      }
      if (kind < 48 && world.enabled(Fault.CUT)) {
        return lost("cut", true, null);
      }
      if (kind < 60 && world.enabled(Fault.BUSY)) {
        return said("busy", busy());
      }
      if (kind < 75 && world.enabled(Fault.SLOW)) {
        return slow();
      }
      if (kind < 82 && !token && world.enabled(Fault.UNAUTHORIZED)) {
        world.refusals = world.random.nextInt(3);
        return said("unauthorized", error(401, 401, "AUTH_INVALID_TOKEN", "Invalid token"));
      }
      StandInResponse honest = honest();
      if (kind < 92 && world.enabled(Fault.UNREADABLE)) {
        return said("unreadable", edited(honest, Exchange::spoil));
      }
      if (world.enabled(Fault.OMITTED)) {
        return said("omitted", edited(honest, Exchange::omit));
      }
      return said("", honest);
    }

    private boolean isToken() {
      return request.path().equals("/oauth/access_token");
    }

    private StandInResponse honest() {
      StandInResponse response = world.source.serve(request);
      if (isToken()) {
        world.tokens(request, response, false);
      }
      return world.happens(Fault.SPELLING, 0.3) ? spelled(response) : response;
    }

    private StandInResponse said(String lie, StandInResponse response) {
      world.lies += lie.isEmpty() ? 0 : 1;
      world.history(
          "    "
              + request.method()
              + " "
              + request.path().replaceFirst("/tasks/.+", "/tasks/{id}")
              + operations()
              + " -> "
              + response.status()
              + (lie.isEmpty() ? "" : " (" + lie + ")"));
      return response;
    }

    private String operations() {
      String form = new String(request.body(), UTF_8);
      return request.path().endsWith("/sync")
          ? (form.contains("item_close") ? " close" : "")
              + (form.contains("item_uncomplete") ? " reopen" : "")
              + (request.form().get("sync_token").filter("*"::equals).isPresent() ? " full" : "")
          : request.path().endsWith("access_token")
              ? " " + request.form().get("grant_type").orElse("")
              : "";
    }

    /**
     * @param instead null for the true answer's first half
     */
    private StandInResponse lost(String how, boolean acts, @Nullable StandInResponse instead) {
      StandInResponse honest = acts ? world.source.serve(request) : StandInResponse.empty(0);
      if (acts && isToken()) {
        world.tokens(request, honest, true);
      }
      return said(
          how + (acts ? " after" : " before"), instead == null ? honest.truncated() : instead);
    }

    private StandInResponse foreign() {
      int status = FOREIGN_STATUSES[world.random.nextInt(FOREIGN_STATUSES.length)];
      String body = FOREIGN_BODIES.get(world.random.nextInt(FOREIGN_BODIES.size()));
      boolean plausible = world.random.nextBoolean();
      if (plausible && isToken()) {
        status = 400;
        body = FOREIGN_BODIES.get(2);
      } else if (plausible && request.path().endsWith("/revoke")) {
        status = 200;
      }
      String type =
          body.startsWith("<")
              ? "text/html"
              : body.startsWith("{") || body.startsWith("[") ? "application/json" : "text/plain";
      return StandInResponse.of(status, type, body.getBytes(UTF_8));
    }

    private static StandInResponse error(int status, int code, String tag, String words) {
      return StandInResponse.json(
          status,
          Map.of(
              "error",
              words,
              "error_code",
              code,
              "error_tag",
              tag,
              "http_code",
              status,
              "error_extra",
              Map.of()));
    }

    private StandInResponse busy() {
      int seconds = 1 + world.random.nextInt(600);
      boolean limits = world.random.nextBoolean();
      StandInResponse answer =
          limits
              ? error(429, 35, "LIMITS_REACHED", "Too many requests. Limits reached.")
              : error(503, 503, "SERVICE_UNAVAILABLE", "Service unavailable");
      return switch (world.random.nextInt(3)) {
        case 0 -> answer.with("Retry-After", Integer.toString(seconds));
        case 1 -> answer.with("Retry-After", seconds + ".5");
        default -> answer;
      };
    }

    private StandInResponse slow() {
      int seconds =
          world.random.nextBoolean() ? world.random.nextInt(12) : world.random.nextInt(90);
      StandInResponse honest = world.source.serve(request);
      world.pass(Duration.ofSeconds(seconds));
      if (seconds > 12) {
        if (isToken()) {
          world.tokens(request, honest, true);
        }
        return said("timeout " + seconds + " s", StandInResponse.RESET);
      }
      if (isToken()) {
        world.tokens(request, honest, false);
      }
      return said("slow " + seconds + " s", honest);
    }

    private static StandInResponse spelled(StandInResponse response) {
      String text = new String(response.body().bytes(), UTF_8);
      String other = INSTANT.matcher(text).replaceAll("$1$2");
      return new StandInResponse(
          response.status(), response.headers(), out -> out.write(other.getBytes(UTF_8)));
    }

    private interface Edit {
      void of(World world, ArrayNode items);
    }

    private StandInResponse edited(StandInResponse honest, Edit edit) {
      if (honest.status() != 200 || !request.path().endsWith("/sync")) {
        return honest;
      }
      JsonNode tree = Json.mapper().readTree(honest.body().bytes());
      if (tree.path("items") instanceof ArrayNode items) {
        // oO ends no task by a list that it cannot read as a whole.
        world.omitted |= tree.path("full_sync").asBoolean(false);
        edit.of(world, items);
      }
      return new StandInResponse(
          honest.status(),
          honest.headers(),
          out -> out.write(Json.mapper().writeValueAsBytes(tree)));
    }

    private static void spoil(World world, ArrayNode items) {
      ObjectNode bad = Json.mapper().createObjectNode();
      bad.put("id", "6bad").put("content", "unreadable").put("checked", false);
      switch (world.random.nextInt(6)) {
        case 0 -> bad.putNull("id");
        case 1 -> bad.put("due", "tomorrow");
        case 2 -> bad.putArray("labels").addNull();
        case 3 -> bad.putObject("due").put("date", "2026-01-0\u0000").put("is_recurring", "x");
        case 4 -> bad.put("content", 7).putArray("id");
        default -> bad.put("priority", "highest").putObject("labels");
      }
      world.invented = true;
      bad.put("responsible_uid", "39999999"); // Where it can be read after all, it is another's.
      items.insert(items.isEmpty() ? 0 : world.random.nextInt(items.size()), bad);
    }

    private static void omit(World world, ArrayNode items) {
      for (int i = items.size() - 1; i >= 0; i--) {
        if (items.get(i).path("is_deleted").asBoolean(false)) {
          items.remove(i);
          world.omitted = true;
        }
      }
    }
  }
}
