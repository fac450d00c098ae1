package oo.tests.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * As much of S3 as an export needs: an object is put and deleted by the SDK and got by a presigned
 * link. As in S3, a caller that may not list gets 403 where nothing is. The link's signature and
 * time are checked (Signature Version 4, "Authenticating requests: using query parameters"). That
 * S3 itself takes both is LocalStack's to prove.
 */
final class Bucket implements AutoCloseable {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private record Stored(byte[] content, Map<String, String> headers) {}

  private final HttpServer server;
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final String secret;

  private Bucket(HttpServer server, String secret) {
    this.server = server;
    this.secret = secret;
  }

  /**
   * @param secret the key that may put and sign
   */
  static Bucket start(String secret) {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
      var bucket = new Bucket(server, secret);
      server.createContext("/", bucket::serve);
      server.start();
      return bucket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "PUT" -> put(exchange, path, body);
        case "GET" -> get(exchange, path);
        case "DELETE" -> delete(exchange, path);
        default -> exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  private static boolean refused(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null && authorization.startsWith("AWS4-HMAC-SHA256 Credential=")) {
      return false;
    }
    exchange.sendResponseHeaders(403, -1);
    return true;
  }

  /** 204 also when there is no such object, as S3. */
  private void delete(HttpExchange exchange, String path) throws IOException {
    if (!refused(exchange)) {
      objects.remove(path);
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private void put(HttpExchange exchange, String path, byte[] body) throws IOException {
    if (refused(exchange)) {
      return;
    }
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    boolean chunked = encoding != null && encoding.contains("aws-chunked");
    var headers =
        java.util.stream.Stream.of("Content-Type", "Content-Disposition", "Cache-Control")
            .filter(exchange.getRequestHeaders()::containsKey)
            .collect(Collectors.toMap(n -> n, exchange.getRequestHeaders()::getFirst));
    objects.put(path, new Stored(chunked ? joined(body) : body, headers));
    exchange.getResponseHeaders().set("ETag", "\"0\"");
    exchange.sendResponseHeaders(200, -1);
  }

  /** Frees a body of the SDK's chunks: a size in hex and a signature, a line end, the bytes. */
  private static byte[] joined(byte[] body) {
    var joined = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int end = at;
      while (body[end] != '\r') {
        end++;
      }
      String head = new String(body, at, end - at, StandardCharsets.US_ASCII);
      int size = Integer.parseInt(head.split(";")[0], 16);
      if (size == 0) {
        return joined.toByteArray();
      }
      joined.write(body, end + 2, size);
      at = end + 2 + size + 2;
    }
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    Stored stored = objects.get(path);
    if (!signed(exchange.getRequestURI(), exchange.getRequestHeaders().getFirst("Host"))
        || stored == null) {
      exchange.sendResponseHeaders(403, -1);
      return;
    }
    stored.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(200, stored.content().length);
    exchange.getResponseBody().write(stored.content());
  }

  private boolean signed(URI link, @Nullable String host) {
    if (link.getRawQuery() == null || host == null) {
      return false;
    }
    Map<String, String> query =
        Arrays.stream(link.getRawQuery().split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(p -> p[0], p -> p.length == 2 ? p[1] : ""));
    String scope = query.getOrDefault("X-Amz-Credential", "").replace("%2F", "/");
    String date = query.getOrDefault("X-Amz-Date", "");
    Instant until =
        BASIC
            .parse(date, Instant::from)
            .plusSeconds(Long.parseLong(query.getOrDefault("X-Amz-Expires", "0")));
    String canonical =
        String.join(
            "\n",
            "GET",
            link.getRawPath(),
            query.entrySet().stream()
                .filter(p -> !p.getKey().equals("X-Amz-Signature"))
                .map(p -> p.getKey() + "=" + p.getValue())
                .sorted()
                .collect(Collectors.joining("&")),
            "host:" + host,
            "",
            "host",
            "UNSIGNED-PAYLOAD");
    String of = scope.substring(scope.indexOf('/') + 1);
    String text = String.join("\n", "AWS4-HMAC-SHA256", date, of, sha256(canonical));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : of.split("/")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text)).equals(query.get("X-Amz-Signature"))
        && Instant.now().isBefore(until);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
