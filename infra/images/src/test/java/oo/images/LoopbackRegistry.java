package oo.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of the OCI distribution specification as pushing and pulling need, strictly: a blob must
 * have the digest that it is pushed under, a manifest only blobs or manifests that are there. Basic
 * authentication.
 */
final class LoopbackRegistry implements AutoCloseable {
  static final String USER = "robin";
  static final String PASSWORD = "let me in";
  private static final Pattern PATH =
      Pattern.compile("/v2/(?<name>.+)/(?<kind>blobs/uploads|blobs|manifests)/(?<id>[^/]*)");
  private static final Pattern DIGEST = Pattern.compile("\"digest\" *: *\"(sha256:[0-9a-f]{64})\"");

  record Manifest(String type, byte[] bytes) {}

  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final TlsRefusingProxy proxy;

  LoopbackRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v2/", this::serve);
    server.start();
    proxy = TlsRefusingProxy.to("127.0.0.1:" + server.getAddress().getPort());
  }

  String name() {
    return proxy.name();
  }

  /** A base: one layer, and that its processes find a JDK. */
  void base(String name, String tag) {
    manifests.put(name + ":" + tag, image("amd64"));
  }

  /** The same for two machine types. */
  void baseForBoth(String name, String tag) {
    var listed = new ArrayList<String>();
    for (String architecture : List.of("amd64", "arm64")) {
      Manifest image = image(architecture);
      manifests.put(name + ":" + digest(image.bytes()), image);
      listed.add(
          "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"architecture\":\"%s\",\"os\":\"linux\"}}"
              .formatted(image.type(), digest(image.bytes()), image.bytes().length, architecture));
    }
    String type = "application/vnd.oci.image.index.v1+json";
    String list =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(type, String.join(",", listed));
    manifests.put(name + ":" + tag, new Manifest(type, list.getBytes(UTF_8)));
  }

  private Manifest image(String architecture) {
    byte[] layer = Base64.getMimeDecoder().decode(EMPTY_TAR_GZ);
    String diff = digest(gunzipped(layer));
    String config =
        "{\"architecture\":\""
            + architecture
            + "\",\"os\":\"linux\",\"config\":{\"Env\":[\"PATH=/opt/java/bin\"]},"
            + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
            + diff
            + "\"]}}";
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
            + descriptor("application/vnd.oci.image.config.v1+json", config.getBytes(UTF_8))
            + ",\"layers\":["
            + descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer)
            + "]}";
    return new Manifest("application/vnd.oci.image.manifest.v1+json", manifest.getBytes(UTF_8));
  }

  private String descriptor(String type, byte[] blob) {
    blobs.put(digest(blob), blob);
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, digest(blob), blob.length);
  }

  /** Two empty blocks: a tar without a file. */
  private static final String EMPTY_TAR_GZ =
      Base64.getEncoder().encodeToString(gzipped(new byte[1024]));

  private static byte[] gzipped(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] gunzipped(byte[] bytes) {
    try (var gzip = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
      return gzip.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String known = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
      if (!("Basic " + known).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"loopback\"");
        answer(exchange, 401, new byte[0]);
        return;
      }
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches()) {
        answer(
            exchange, exchange.getRequestURI().getPath().equals("/v2/") ? 200 : 404, new byte[0]);
        return;
      }
      switch (path.group("kind")) {
        case "blobs" -> blob(exchange, path.group("id"));
        case "manifests" -> manifest(exchange, path.group("name"), path.group("id"), body);
        default -> upload(exchange, path.group("name"), path.group("id"), body);
      }
    }
  }

  private void blob(HttpExchange exchange, String digest) throws IOException {
    byte[] blob = blobs.get(digest);
    answer(exchange, blob == null ? 404 : 200, blob == null ? new byte[0] : blob);
  }

  private void upload(HttpExchange exchange, String name, String id, byte[] body)
      throws IOException {
    String method = exchange.getRequestMethod();
    if (method.equals("POST")) {
      String begun = UUID.randomUUID().toString();
      uploads.put(begun, new ByteArrayOutputStream());
      accepted(exchange, name, begun);
      return;
    }
    ByteArrayOutputStream upload = uploads.get(id);
    if (upload == null) {
      answer(exchange, 404, new byte[0]);
      return;
    }
    upload.writeBytes(body);
    if (method.equals("PATCH")) {
      accepted(exchange, name, id);
      return;
    }
    uploads.remove(id);
    String digest = exchange.getRequestURI().getQuery().replaceFirst(".*digest=", "");
    boolean honest = digest.equals(digest(upload.toByteArray()));
    if (honest) {
      blobs.put(digest, upload.toByteArray());
    }
    answer(exchange, honest ? 201 : 400, new byte[0]);
  }

  private static void accepted(HttpExchange exchange, String name, String upload)
      throws IOException {
    exchange.getResponseHeaders().set("Location", "/v2/" + name + "/blobs/uploads/" + upload);
    answer(exchange, 202, new byte[0]);
  }

  private void manifest(HttpExchange exchange, String name, String reference, byte[] body)
      throws IOException {
    String key = name + ":" + reference;
    if (exchange.getRequestMethod().equals("PUT")) {
      boolean whole =
          DIGEST
              .matcher(new String(body, UTF_8))
              .results()
              .map(found -> found.group(1))
              .allMatch(d -> blobs.containsKey(d) || manifests.containsKey(name + ":" + d));
      if (whole) {
        var pushed = new Manifest(exchange.getRequestHeaders().getFirst("Content-Type"), body);
        manifests.put(key, pushed);
        manifests.put(name + ":" + digest(body), pushed);
      }
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest(body));
      answer(exchange, whole ? 201 : 404, new byte[0]);
      return;
    }
    Manifest manifest = manifests.get(key);
    if (manifest == null) {
      answer(exchange, 404, new byte[0]);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", manifest.type());
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest(manifest.bytes()));
    answer(exchange, 200, manifest.bytes());
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
    }
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    proxy.close();
    server.stop(0);
  }
}
