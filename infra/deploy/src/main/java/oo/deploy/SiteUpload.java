package oo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The pages and what they load, in a bucket. What pages load lies below a name of its content, so
 * that a page gets the scripts it was written for, however old it is; the pages name that place.
 */
final class SiteUpload {
  /** CloudFront keeps a page for a day, or until the next deployment; a browser asks each time. */
  static final String PAGE = "public, max-age=0, must-revalidate, s-maxage=86400";

  static final String ASSET = "public, max-age=31536000, immutable";

  /** The versions of scripts and styles that stay, the newest first. */
  private static final int KEPT = 3;

  /** The file types that a page consists of, as in the front; others are not uploaded. */
  private static final Map<String, String> KINDS =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "txt", "text/plain; charset=utf-8",
          "webmanifest", "application/manifest+json",
          "woff2", "font/woff2");

  private static final Pattern REFERENCE = Pattern.compile("(href|src)=\"/([^\"]+)\"");

  private final S3Client buckets;

  SiteUpload(S3Client buckets) {
    this.buckets = buckets;
  }

  /** Every file that is served, by its name in the folder. */
  static Map<String, Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      var files = new TreeMap<String, Path>();
      all.filter(Files::isRegularFile)
          .filter(file -> KINDS.containsKey(extension(file)))
          .forEach(file -> files.put(folder.relativize(file).toString().replace('\\', '/'), file));
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Uploads what pages load, then the pages, and only then removes what no page of the last
   * versions loads.
   *
   * @return how many files there are
   */
  int upload(Path folder, String bucket) {
    Map<String, Path> files = files(folder);
    Map<String, byte[]> assets = new TreeMap<>();
    Map<String, byte[]> pages = new TreeMap<>();
    files.forEach((name, file) -> (name.endsWith(".html") ? pages : assets).put(name, bytes(file)));
    String place = "v/" + digest(assets) + "/";
    assets.forEach((name, content) -> put(bucket, place + name, content, kind(name), ASSET));
    pages.replaceAll((name, content) -> naming(content, assets.keySet(), place));
    pages.forEach((name, content) -> {
      put(bucket, name, content, kind(name), PAGE);
      if (name.equals("health.html")) {
        // Where the bucket itself answers, nothing maps /health to it.
        put(bucket, "health", content, kind(name), PAGE);
      }
    });
    var kept = new TreeSet<>(pages.keySet());
    kept.add("health");
    removeOld(bucket, kept);
    return files.size();
  }

  /** The page with the place of what it loads. */
  private static byte[] naming(byte[] page, Set<String> assets, String place) {
    return REFERENCE
        .matcher(new String(page, StandardCharsets.UTF_8))
        .replaceAll(found -> assets.contains(found.group(2)) ? "$1=\"/" + place + "$2\"" : "$0")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void put(String bucket, String key, byte[] content, String type, String caching) {
    buckets.putObject(
        object -> object.bucket(bucket).key(key).contentType(type).cacheControl(caching),
        RequestBody.fromBytes(content));
  }

  private void removeOld(String bucket, Set<String> pages) {
    Map<String, Map<String, Instant>> versions =
        buckets.listObjectsV2Paginator(which -> which.bucket(bucket)).contents().stream()
            .filter(object -> !pages.contains(object.key()))
            .collect(
                Collectors.groupingBy(
                    SiteUpload::version, Collectors.toMap(S3Object::key, S3Object::lastModified)));
    versions.values().stream()
        .sorted((one, other) -> newest(other).compareTo(newest(one)))
        .skip(KEPT)
        .flatMap(version -> version.keySet().stream())
        .forEach(key -> buckets.deleteObject(which -> which.bucket(bucket).key(key)));
  }

  private static Instant newest(Map<String, Instant> version) {
    return version.values().stream().max(Instant::compareTo).orElse(Instant.MIN);
  }

  /** The place of a version; empty for what lies beside the pages. */
  private static String version(S3Object object) {
    String[] parts = object.key().split("/", 3);
    return parts.length == 3 && parts[0].equals("v") ? parts[1] : "";
  }

  private static String digest(Map<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach((name, content) -> {
        digest.update((name + '\0' + content.length + '\0').getBytes(StandardCharsets.UTF_8));
        digest.update(content);
      });
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String kind(String name) {
    return KINDS.getOrDefault(extension(Path.of(name)), "application/octet-stream");
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
