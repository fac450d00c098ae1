package oo.server.front;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import oo.host.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * The pages and what they load. Read at every request, so that what was saved is what is shown;
 * only kinds of files that a page is made of, and nothing outside of the folder.
 */
final class SiteFiles {
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri /api/reports";
  private static final String NOT_FOUND =
      "<!doctype html><html lang=\"en\"><title>Not here</title><h1>There is nothing here</h1>"
          + "<p><a href=\"/\">To oO</a></p></html>";

  private final Path folder;

  SiteFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * @param path decoded, begins with a slash
   * @param known the request's {@code If-None-Match}
   * @param gzip whether the caller takes it
   */
  FrontReply answer(String path, @Nullable String known, boolean gzip) {
    String name =
        switch (path) {
          case "/" -> "/index.html";
          case "/health" -> "/health.html";
          default -> path;
        };
    Optional<Path> file = file(name);
    if (file.isEmpty()) {
      return notFound();
    }
    return found(file.get(), known, gzip);
  }

  private FrontReply found(Path file, @Nullable String known, boolean gzip) {
    byte[] content = read(file);
    String kind = KINDS.getOrDefault(extension(file.toString()), "");
    // Weak: the same for the packed and the plain form.
    String tag = "W/\"" + digest(content) + "\"";
    var headers = new ArrayList<Header>(page(kind));
    headers.add(new Header("Cache-Control", "no-cache"));
    headers.add(new Header("ETag", tag));
    headers.add(new Header("Vary", "Accept-Encoding"));
    if (known != null && Arrays.stream(known.split(",")).map(String::strip).anyMatch(tag::equals)) {
      return new FrontReply(304, headers, new byte[0]);
    }
    boolean packs = gzip && content.length > 512 && !kind.startsWith("image/png");
    if (packs) {
      headers.add(new Header("Content-Encoding", "gzip"));
    }
    return new FrontReply(200, headers, packs ? packed(content) : content);
  }

  private FrontReply notFound() {
    var headers = new ArrayList<Header>(page("text/html; charset=utf-8"));
    headers.add(new Header("Cache-Control", "no-store"));
    byte[] page =
        file("/404.html")
            .map(SiteFiles::read)
            .orElseGet(() -> NOT_FOUND.getBytes(StandardCharsets.UTF_8));
    return new FrontReply(404, headers, page);
  }

  private static List<Header> page(String kind) {
    return List.of(new Header("Content-Type", kind), new Header("Content-Security-Policy", POLICY));
  }

  /** The file of a path, when it is one of the folder's own, no link out of it, and not hidden. */
  private Optional<Path> file(String path) {
    if (!KINDS.containsKey(extension(path)) || path.contains("/.") || path.contains("\\")) {
      return Optional.empty();
    }
    try {
      Path file = folder.resolve(path.substring(1)).normalize();
      boolean own = Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath());
      return own ? Optional.of(file) : Optional.empty();
    } catch (InvalidPathException | IOException e) {
      return Optional.empty();
    }
  }

  private static String extension(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] packed(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
