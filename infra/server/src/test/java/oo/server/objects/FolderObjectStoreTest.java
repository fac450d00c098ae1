package oo.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import oo.fn.protocol.ObjectLinks;
import oo.fn.protocol.StoredObject;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import oo.postgres.SmallDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderObjectStoreTest extends ObjectStoreContract {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path folder = Path.of("");

  @Override
  ObjectStore store() {
    return at(NOW);
  }

  @Override
  Optional<StoredObject> read(String link) {
    return at(NOW).read(link);
  }

  @Override
  long kept() throws IOException {
    return files().size();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private FolderObjectStore at(Instant now) {
    return new FolderObjectStore(folder, LINKS, Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void aFullDiskIsAStoreThatIsAwayUntilThereIsRoom() {
    Optional<SmallDisk> mounted = SmallDisk.mount(2);
    assumeTrue(mounted.isPresent(), "a disk of its own needs root, or sudo without a password");
    try (SmallDisk disk = mounted.get()) {
      folder = disk.folder().resolve("objects");
      put("before", random(1_000));
      disk.fill();
      assertThatThrownBy(() -> put("full", random(100_000)))
          .isInstanceOf(ObjectStore.Unavailable.class);
      disk.free();
      assertThat(at(NOW).read(put("after", random(100_000)))).isPresent();
      assertThat(disk.folder().resolve("objects")).isDirectoryNotContaining("glob:**partial-*");
    }
  }

  @Test
  void aLinkOpensUntilItsTime() {
    String link = put("timed", random(2));

    assertThat(at(NOW.plusSeconds(15 * 60 - 1)).read(link)).isPresent();
    assertThat(at(NOW.plusSeconds(15 * 60)).read(link)).isEmpty();
  }

  @Test
  void aChangedLinkOrAnotherKeysOpensNothing() {
    String link = put("changed", random(2));
    assertThat(read(link)).isPresent();

    assertThat(read(link.replace("expires=", "expires=9"))).isEmpty();
    assertThat(read(link.replace("application/json", "text/html"))).isEmpty();
    assertThat(read(link.replace("0123", "1123"))).isEmpty();
    assertThat(read(link.replaceAll("&signature=.*", ""))).isEmpty();
    assertThat(read(link.replaceAll(".$", "x"))).isEmpty();
    var otherKey = new byte[32];
    otherKey[0] = 2;
    var site = new Settings(Map.of("SITE_ORIGIN", "http://localhost:8080")).siteOrigin();
    assertThat(
            new FolderObjectStore(
                    folder, new ObjectLinks(site, otherKey), Clock.fixed(NOW, ZoneOffset.UTC))
                .read(link))
        .isEmpty();
  }

  @Test
  void onlyTheOwnerCanReadAnObject() throws IOException {
    put("private", random(2));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
        .isEqualTo("rw-------");
  }

  @Test
  void theNextPutDeletesADeadObjectAndWhatWasLeftHalfWritten() throws IOException {
    put("dead", random(2));
    Path half = Files.createFile(folder.resolve("partial-12"));
    Files.setLastModifiedTime(half, FileTime.from(NOW.minus(Duration.ofMinutes(50))));

    at(NOW.plusSeconds(15 * 60 + 1))
        .put(
            "exports/another-object-0001",
            "text/plain",
            content(new byte[0]),
            Duration.ofMinutes(1));

    assertThat(files()).hasSize(1);
  }
}
