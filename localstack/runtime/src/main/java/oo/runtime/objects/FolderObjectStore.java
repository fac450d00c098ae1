package oo.runtime.objects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oo.host.SiteOrigin;
import oo.host.objects.ObjectStore;

/**
 * Objects in a folder, readable by the owner only. A link holds the object's name, its type and
 * when it dies, all signed (HMAC-SHA256); a dead link's object is deleted by the next put.
 */
public final class FolderObjectStore implements ObjectStore {
  /** Where the front serves it; outside of {@code /api}, like a bucket. */
  public static final String PATH = "/objects/";

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{15,200}");
  private static final Pattern LINK =
      Pattern.compile(
          PATH
              + "(?<signed>(?<key>[A-Za-z0-9._/-]+)\\?expires=(?<expires>\\d{1,12})"
              + "&type=(?<type>[a-z0-9./+-]+))&signature=(?<signature>[0-9a-f]{64})");

  private final Path folder;
  private final SiteOrigin site;
  private final Signature signature;
  private final Clock clock;

  public FolderObjectStore(Path folder, SiteOrigin site, byte[] key, Clock clock) {
    this.folder = folder;
    this.site = site;
    this.signature = new Signature(key);
    this.clock = clock;
  }

  /** An object as it was put. */
  public record Stored(String fileName, String contentType, byte[] content) {}

  @Override
  public URI put(String key, String contentType, byte[] content, Duration life) {
    if (!KEY.matcher(key).matches() || key.contains("..") || key.contains("//")) {
      throw new IllegalArgumentException("An object's key is 16 to 200 plain characters");
    }
    long expires = clock.instant().plus(life).getEpochSecond();
    try {
      sweep();
      Path file = folder.resolve(key);
      Files.createDirectories(file.resolve("..").normalize());
      Path partial = Files.createTempFile(folder, "partial-", "");
      Files.write(partial, content);
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rw-------"));
      Files.setLastModifiedTime(
          partial, java.nio.file.attribute.FileTime.from(Instant.ofEpochSecond(expires)));
      Files.move(partial, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String signed = key + "?expires=" + expires + "&type=" + contentType;
    return URI.create(site.at(PATH + signed + "&signature=" + signature.of(signed)));
  }

  /** The object behind a link, when the link is ours, unchanged and alive. */
  public Optional<Stored> read(String pathAndQuery) {
    Matcher link = LINK.matcher(pathAndQuery);
    if (!link.matches()
        || link.group("key").contains("..")
        || !signature.matches(link.group("signed"), link.group("signature"))
        || clock.instant().getEpochSecond() >= Long.parseLong(link.group("expires"))) {
      return Optional.empty();
    }
    Path file = folder.resolve(link.group("key"));
    try {
      return Files.isRegularFile(file)
          ? Optional.of(
              new Stored(
                  String.valueOf(file.getFileName()), link.group("type"), Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A file's time is that of its link's death. */
  private void sweep() throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        boolean partial = String.valueOf(file.getFileName()).startsWith("partial-");
        if (!partial && Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
