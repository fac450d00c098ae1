package oo.server.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import oo.fn.protocol.ObjectLinks;
import oo.fn.protocol.ObjectLinks.Link;
import oo.fn.protocol.StoredObject;
import oo.host.objects.ObjectStore;

/**
 * Objects in a folder, readable by the owner only, behind signed links; the next put deletes
 * objects whose links have expired.
 */
public final class FolderObjectStore implements ObjectStore {
  private static final String PARTIAL = "partial-";
  private static final Duration PARTIAL_LIFE = Duration.ofHours(1);

  private final Path folder;
  private final ObjectLinks links;
  private final Clock clock;

  public FolderObjectStore(Path folder, ObjectLinks links, Clock clock) {
    this.folder = folder;
    this.links = links;
    this.clock = clock;
  }

  @Override
  public URI put(String key, String contentType, Content content, Duration life) {
    var link = new Link(key, contentType, clock.instant().plus(life).getEpochSecond());
    try (InputStream in = content.open()) {
      Files.createDirectories(folder);
      sweep();
      // Readable by the owner only.
      Path partial = Files.createTempFile(folder, PARTIAL, "");
      try {
        Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(partial, FileTime.from(Instant.ofEpochSecond(link.expires())));
        Files.move(partial, file(link), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new Unavailable(e.getClass().getName(), e);
    }
    return links.of(link);
  }

  @Override
  public void delete(String key) {
    try {
      Files.deleteIfExists(file(new Link(key, "", 0)));
    } catch (IOException e) {
      throw new Unavailable(e.getClass().getName(), e);
    }
  }

  /** One folder for all: none has to be made or removed while another call uses it. */
  private Path file(Link link) {
    return folder.resolve(link.key().replace('/', '~'));
  }

  /** The object behind a link, when the link is ours, unchanged and alive. */
  public Optional<StoredObject> read(String pathAndQuery) {
    return links
        .read(pathAndQuery)
        .filter(link -> clock.instant().getEpochSecond() < link.expires())
        .filter(link -> Files.isRegularFile(file(link)))
        .map(link -> new StoredObject(link.fileName(), link.contentType(), new Stored(file(link))));
  }

  private record Stored(Path file) implements Content {
    @Override
    public long length() {
      try {
        return Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public InputStream open() {
      try {
        return Files.newInputStream(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Deletes objects whose links are dead, and what a process that died left half-written. A file's
   * mtime is the expiry of its link. A file that another call takes away meanwhile is no error.
   */
  void sweep() throws IOException {
    Instant now = clock.instant();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            boolean partial = String.valueOf(file.getFileName()).startsWith(PARTIAL);
            Instant dead = attributes.lastModifiedTime().toInstant();
            if ((partial ? dead.plus(PARTIAL_LIFE) : dead).isBefore(now)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
