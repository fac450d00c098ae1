package oo.connectors.pebble;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import oo.connectors.TestProvider.Fault;
import oo.contract.Json;

/**
 * Pebble as a server on loopback. It is as strict as its documentation: a code is valid once, for
 * its client, redirect URI and verifier; access tokens live an hour; a command id is executed once.
 */
final class PebbleServer implements AutoCloseable {
  private static final Duration LIFE = Duration.ofHours(1);

  private record Code(String account, String redirectUri, String challenge) {}

  private record Token(String account, String grant, Instant expires) {}

  /** A response; a negative status drops the connection. */
  private record Reply(int status, Object body) {}

  private final HttpServer server;
  private final Map<String, Code> codes = new HashMap<>();
  private final Map<String, Token> access = new HashMap<>();
  private final Map<String, String> grants = new TreeMap<>();
  private final Map<String, Map<String, Object>> tasks = new LinkedHashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Long> changed = new HashMap<>();
  private final Map<String, Integer> epochs = new HashMap<>();
  private final Map<String, Reply> executed = new HashMap<>();
  private CountDownLatch silence = new CountDownLatch(1);
  private Duration ahead = Duration.ZERO;
  private long clock;
  private volatile Fault fault;
  private volatile List<String> lastHeaders = List.of();
  private String redirectUri = "";

  PebbleServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has the client {@code oo} with the secret {@code secret}. */
  synchronized void register(URI redirect) {
    redirectUri = redirect.toString();
  }

  // Actions of its users
  // ------------------------------------------------------------------------------

  synchronized URI agree(URI authorize, String account) {
    Map<String, String> asked = form(authorize.getRawQuery());
    require(asked.get("client_id").equals("oo") && asked.get("redirect_uri").equals(redirectUri));
    require(
        "S256".equals(asked.get("code_challenge_method")) && "tasks".equals(asked.get("scope")));
    String code = fresh();
    codes.put(code, new Code(account, redirectUri, asked.get("code_challenge")));
    return URI.create(redirectUri + "?code=" + code + "&state=" + encode(asked.get("state")));
  }

  URI deny(URI authorize) {
    String state = form(authorize.getRawQuery()).get("state");
    return URI.create(redirectUri + "?error=access_denied&state=" + encode(state));
  }

  synchronized String add(String account, String title, boolean daily) {
    String id = fresh();
    var task = new LinkedHashMap<String, Object>();
    task.put("id", id);
    task.put("title", title);
    task.put("state", "open");
    task.put("due", daily ? LocalDate.now().toString() : null);
    task.put("every_day", daily);
    task.put("version", 0L);
    tasks.put(id, task);
    owners.put(id, account);
    change(id, Map.of());
    return id;
  }

  synchronized void rename(String id, String title) {
    change(id, Map.of("title", title));
  }

  synchronized void close(String id) {
    Map<String, Object> task = tasks.get(id);
    change(
        id,
        (boolean) task.get("every_day")
            ? Map.of("due", LocalDate.parse((String) task.get("due")).plusDays(1).toString())
            : Map.of("state", "closed"));
  }

  synchronized void reopen(String id) {
    change(id, Map.of("state", "open"));
  }

  synchronized void delete(String id) {
    change(id, Map.of("state", "deleted"));
  }

  synchronized Object of(String id, String field) {
    return tasks.get(id).get(field);
  }

  synchronized int grants(String account) {
    return (int) grants.values().stream().filter(account::equals).count();
  }

  synchronized void forgetCursors(String account) {
    epochs.merge(account, 1, Integer::sum);
  }

  synchronized void revokeAll(String account) {
    grants.values().removeIf(account::equals);
    access.values().removeIf(token -> token.account().equals(account));
  }

  synchronized void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  void misbehave(Fault how) {
    fault = how;
  }

  synchronized void behave() {
    fault = null;
    ahead = Duration.ZERO;
    silence.countDown();
    silence = new CountDownLatch(1);
  }

  List<String> lastHeaders() {
    return lastHeaders;
  }

  private void change(String id, Map<String, Object> fields) {
    Map<String, Object> task = tasks.get(id);
    task.putAll(fields);
    task.put("version", (long) task.get("version") + 1);
    task.put("changed_at", now().toString());
    changed.put(id, ++clock);
  }

  private Instant now() {
    return Instant.now().plus(ahead);
  }

  // Responses of its servers
  // -----------------------------------------------------------------------------

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      Fault now = path.startsWith("/v1/") ? fault : null;
      if (now == Fault.SILENT) {
        hang();
      }
      if (now == Fault.DROPPED_BEFORE || now == Fault.SILENT) {
        return;
      }
      if (now == Fault.LATER) {
        exchange.getResponseHeaders().set("Retry-After", "30");
      }
      Reply reply =
          switch (now) {
            case LATER -> error(429, "slow_down");
            case BROKEN -> error(500, "unexpected");
            case null, default -> reply(exchange, path, new String(body, UTF_8));
          };
      if (now == Fault.DROPPED_AFTER) {
        return;
      }
      byte[] bytes = Json.mapper().writeValueAsBytes(reply.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      int length = now == Fault.CUT ? bytes.length / 2 : bytes.length;
      exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(bytes, 0, length);
    }
  }

  private void hang() {
    try {
      silence.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Reply reply(HttpExchange exchange, String path, String body) {
    lastHeaders = List.copyOf(exchange.getRequestHeaders().keySet());
    if (path.equals("/oauth/token")) {
      return token(form(body));
    }
    if (path.equals("/oauth/revoke")) {
      return revoke(exchange.getRequestHeaders().getFirst("Authorization"), form(body));
    }
    String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    Token token = access.get(bearer.replaceFirst("^Bearer ", ""));
    if (token == null || !token.expires().isAfter(now())) {
      return error(401, "unauthorized");
    }
    Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    String[] parts = path.split("/");
    return switch (exchange.getRequestMethod() + " " + parts.length) {
      case "GET 3" ->
          parts[2].equals("me")
              ? new Reply(200, Map.of("id", "p-" + token.account(), "email", token.account()))
              : new Reply(200, changes(token.account(), query.get("since")));
      case "GET 4" -> task(token.account(), parts[3]);
      case "POST 5" ->
          executed.computeIfAbsent(
              key + parts[4],
              k -> command(token.account(), parts[3], parts[4], query.get("since")));
      default -> error(404, "not_found");
    };
  }

  private Reply token(Map<String, String> form) {
    if (!"oo".equals(form.get("client_id")) || !"secret".equals(form.get("client_secret"))) {
      return error(401, "invalid_client");
    }
    if ("refresh_token".equals(form.get("grant_type"))) {
      String grant = form.get("refresh_token");
      return grants.containsKey(grant) ? tokens(grant) : error(400, "invalid_grant");
    }
    Code code = codes.remove(form.get("code"));
    if (code == null
        || !code.redirectUri().equals(form.get("redirect_uri"))
        || !code.challenge().equals(s256(form.get("code_verifier")))) {
      return error(400, "invalid_grant");
    }
    String grant = fresh();
    grants.put(grant, code.account());
    return tokens(grant);
  }

  private Reply tokens(String grant) {
    String token = fresh();
    access.put(token, new Token(grants.get(grant), grant, now().plus(LIFE)));
    return new Reply(
        200,
        Map.of(
            "access_token",
            token,
            "refresh_token",
            grant,
            "token_type",
            "Bearer",
            "expires_in",
            LIFE.toSeconds()));
  }

  private Reply revoke(String authorization, Map<String, String> form) {
    String client = "Basic " + Base64.getEncoder().encodeToString("oo:secret".getBytes(US_ASCII));
    if (!client.equals(authorization)) {
      return error(401, "invalid_client");
    }
    Token token = access.get(form.get("token"));
    String grant = token == null ? form.get("token") : token.grant();
    grants.remove(grant);
    access.values().removeIf(other -> other.grant().equals(grant));
    return new Reply(200, Map.of());
  }

  private Map<String, Object> changes(String account, String since) {
    String prefix = epochs.getOrDefault(account, 0) + "-";
    boolean known = since != null && since.startsWith(prefix);
    long after = known ? Long.parseLong(since.substring(prefix.length())) : 0;
    var found = new ArrayList<Map<String, Object>>();
    tasks.forEach((id, task) -> {
      boolean told = known ? changed.get(id) > after : task.get("state").equals("open");
      if (owners.get(id).equals(account) && told) {
        found.add(new HashMap<>(task));
      }
    });
    return Map.of("tasks", found, "cursor", prefix + clock, "full", !known);
  }

  private Reply task(String account, String id) {
    Map<String, Object> task = tasks.get(id);
    boolean there = account.equals(owners.get(id)) && !task.get("state").equals("deleted");
    return there ? new Reply(200, new HashMap<>(task)) : error(404, "not_found");
  }

  private Reply command(String account, String id, String what, String since) {
    Reply before = task(account, id);
    if (before.status() != 200) {
      return before;
    }
    boolean open = tasks.get(id).get("state").equals("open");
    if (what.equals("close") && open) {
      close(id);
    } else if (what.equals("reopen") && !open) {
      change(id, Map.of("state", "open"));
    }
    var reply = new HashMap<String, Object>();
    reply.put("task", new HashMap<>(tasks.get(id)));
    reply.put("changes", since == null ? null : changes(account, since));
    return new Reply(200, reply);
  }

  private static Reply error(int status, String error) {
    return new Reply(status, Map.of("error", error, "status", status));
  }

  private static Map<String, String> form(String text) {
    var form = new HashMap<String, String>();
    if (text != null && !text.isEmpty()) {
      Arrays.stream(text.split("&"))
          .map(pair -> pair.split("=", 2))
          .forEach(pair -> form.put(pair[0], URLDecoder.decode(pair[1], UTF_8)));
    }
    return form;
  }

  private static String s256(String verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String fresh() {
    return UUID.randomUUID().toString();
  }

  private static void require(boolean held) {
    if (!held) {
      throw new AssertionError("Pebble refuses this request for consent");
    }
  }

  @Override
  public void close() {
    behave();
    server.stop(0);
  }
}
