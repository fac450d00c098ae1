package oo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The pages and what they load, in a bucket. CloudFront keeps them for a day, or until the next
 * deployment; a browser revalidates every time.
 */
final class SiteUpload {
  static final String CACHING = "public, max-age=0, must-revalidate, s-maxage=86400";

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

  private final S3Client buckets;

  SiteUpload(S3Client buckets) {
    this.buckets = buckets;
  }

  /** Every file that is served, by its key. */
  static Map<String, Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      var files = new TreeMap<String, Path>();
      all.filter(Files::isRegularFile)
          .filter(file -> KINDS.containsKey(extension(file)))
          .forEach(file -> files.put(key(folder, file), file));
      // Where the bucket itself answers, nothing maps /health to health.html.
      files.put("health", folder.resolve("health.html"));
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Uploads all, and only then removes what is no longer there.
   *
   * @return how many files there are
   */
  int upload(Path folder, String bucket) {
    Map<String, Path> files = files(folder);
    files.forEach((key, file) ->
        buckets.putObject(
            object ->
                object
                    .bucket(bucket)
                    .key(key)
                    .contentType(KINDS.get(extension(file)))
                    .cacheControl(CACHING),
            RequestBody.fromFile(file)));
    buckets.listObjectsV2Paginator(which -> which.bucket(bucket)).contents().stream()
        .filter(object -> !files.containsKey(object.key()))
        .forEach(object -> buckets.deleteObject(which -> which.bucket(bucket).key(object.key())));
    return files.size();
  }

  private static String key(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
