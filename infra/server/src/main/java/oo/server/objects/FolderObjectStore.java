package oo.server.objects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import oo.fn.protocol.ObjectLinks;
import oo.fn.protocol.ObjectLinks.Link;
import oo.fn.protocol.StoredObject;
import oo.host.objects.ObjectStore;

/**
 * Objects in a folder, readable by the owner only, behind signed links; the next put deletes
 * objects whose links have expired.
 */
public final class FolderObjectStore implements ObjectStore {
  private final Path folder;
  private final ObjectLinks links;
  private final Clock clock;

  public FolderObjectStore(Path folder, ObjectLinks links, Clock clock) {
    this.folder = folder;
    this.links = links;
    this.clock = clock;
  }

  @Override
  public URI put(String key, String contentType, byte[] content, Duration life) {
    var link = new Link(key, contentType, clock.instant().plus(life).getEpochSecond());
    try {
      sweep();
      Path file = folder.resolve(key);
      Files.createDirectories(file.resolve("..").normalize());
      Path partial = Files.createTempFile(folder, "partial-", "");
      Files.write(partial, content);
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rw-------"));
      Files.setLastModifiedTime(partial, FileTime.from(Instant.ofEpochSecond(link.expires())));
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return links.of(link);
  }

  /** The object behind a link, when the link is ours, unchanged and alive. */
  public Optional<StoredObject> read(String pathAndQuery) {
    return links
        .read(pathAndQuery)
        .filter(link -> clock.instant().getEpochSecond() < link.expires())
        .flatMap(this::stored);
  }

  private Optional<StoredObject> stored(Link link) {
    Path file = folder.resolve(link.key());
    try {
      return Files.isRegularFile(file)
          ? Optional.of(
              new StoredObject(link.fileName(), link.contentType(), Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A file's mtime is the expiry of its link. */
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
}
