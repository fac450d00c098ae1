package oo.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import oo.fn.protocol.ObjectLinks;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderObjectStoreTest {
  private static final SiteOrigin SITE =
      new Settings(Map.of("SITE_ORIGIN", "http://localhost:8080")).siteOrigin();
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final String KEY = "exports/0123456789abcdef.json";

  @TempDir Path folder = Path.of("");

  @Test
  void aLinkOpensUntilItsTime() {
    String link = put(store(NOW, 1));

    assertThat(store(NOW.plusSeconds(59), 1).read(link))
        .get()
        .satisfies(stored -> {
          assertThat(stored.content()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
          assertThat(stored.contentType()).isEqualTo("application/json");
          assertThat(stored.fileName()).isEqualTo("0123456789abcdef.json");
        });
    assertThat(store(NOW.plusSeconds(60), 1).read(link)).isEmpty();
  }

  @Test
  void aChangedLinkOrAnotherKeysOpensNothing() {
    FolderObjectStore store = store(NOW, 1);
    String link = put(store);

    assertThat(store.read(link.replace("expires=", "expires=9"))).isEmpty();
    assertThat(store.read(link.replace("application/json", "text/html"))).isEmpty();
    assertThat(store.read(link.replace("0123", "1123"))).isEmpty();
    assertThat(store.read(link.replaceAll("&signature=.*", ""))).isEmpty();
    assertThat(store.read(link.replaceAll(".$", "x"))).isEmpty();
    assertThat(store(NOW, 2).read(link)).isEmpty();
  }

  @Test
  void aDeadLinksObjectIsDeletedAndNoOtherCanReadIt() throws Exception {
    put(store(NOW, 1));
    Path file = folder.resolve(KEY);
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    store(NOW.plusSeconds(61), 1)
        .put("exports/another-object-0001", "text/plain", new byte[0], Duration.ofMinutes(1));

    assertThat(file).doesNotExist();
  }

  @Test
  void aKeyThatLeavesTheFolderIsRefused() {
    for (String key : new String[] {"../../etc/passwd-and-more", "/etc/passwd-and-more", "short"}) {
      assertThatThrownBy(
              () -> store(NOW, 1).put(key, "text/plain", new byte[0], Duration.ofMinutes(1)))
          .as(key)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String put(FolderObjectStore store) {
    URI link =
        store.put(
            KEY, "application/json", "{}".getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(1));
    return link.getRawPath() + "?" + link.getRawQuery();
  }

  private FolderObjectStore store(Instant now, int key) {
    var bytes = new byte[32];
    bytes[0] = (byte) key;
    return new FolderObjectStore(
        folder, new ObjectLinks(SITE, bytes), Clock.fixed(now, ZoneOffset.UTC));
  }
}
