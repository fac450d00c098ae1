package oo.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oo.fn.protocol.ObjectLinks;
import oo.fn.protocol.StoredObject;
import oo.host.base.Settings;
import oo.host.objects.ObjectStore;
import org.junit.jupiter.api.Test;

/** What every store that the server's front reads must do. */
abstract class ObjectStoreContract {
  static final ObjectLinks LINKS =
      new ObjectLinks(
          new Settings(Map.of("SITE_ORIGIN", "http://localhost:8080")).siteOrigin(), new byte[32]);
  private static final Duration LIFE = Duration.ofMinutes(15);

  abstract ObjectStore store();

  abstract Optional<StoredObject> read(String link);

  /** How many objects are kept, dead ones too. */
  abstract long kept() throws IOException;

  @Test
  void anObjectIsReadAsItWasPut() {
    for (int size : new int[] {0, 1, 256 * 1024, 256 * 1024 + 1, 3_000_000}) {
      byte[] bytes = random(size);

      StoredObject stored = read(put("size-" + size, bytes)).orElseThrow();

      assertThat(stored.content().length()).isEqualTo(size);
      assertThat(bytes(stored)).isEqualTo(bytes);
      assertThat(stored.contentType()).isEqualTo("application/json");
      assertThat(stored.fileName()).isEqualTo("oo-export.json");
    }
  }

  @Test
  void theLinkOfADeletedObjectOpensNothing() throws IOException {
    String link = put("deleted", random(10));
    String other = put("other", random(10));

    store().delete(key("deleted"));

    assertThat(read(link)).isEmpty();
    assertThat(read(other)).isPresent();
    assertThat(kept()).isEqualTo(1);
    assertThatCode(() -> store().delete(key("deleted"))).doesNotThrowAnyException();
  }

  @Test
  void whatCannotBeReadToItsEndIsNotStored() throws IOException {
    ObjectStore.Content broken =
        content(
            new InputStream() {
              private int left = 500_000;

              @Override
              public int read() throws IOException {
                if (left == 0) {
                  throw new IOException("broken");
                }
                left--;
                return 'x';
              }
            },
            1_000_000);

    assertThatThrownBy(() -> store().put(key("broken"), "application/json", broken, LIFE))
        .isInstanceOfAny(UncheckedIOException.class, ObjectStore.Unavailable.class);

    assertThat(kept()).isZero();
  }

  @Test
  void manyPutsReadsAndDeletionsAtOnceDoNotDisturbEachOther() throws Exception {
    byte[] bytes = random(300_000);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < 60; i++) {
        String name = "many-" + i;
        all.add(
            threads.submit(() -> {
              String link = put(name, bytes);
              assertThat(bytes(read(link).orElseThrow())).isEqualTo(bytes);
              store().delete(key(name));
              assertThat(read(link)).isEmpty();
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(kept()).isZero();
  }

  @Test
  void aKeyThatLeavesTheStoreIsRefused() {
    for (String key : new String[] {"../../etc/passwd-and-more", "/etc/passwd-and-more", "short"}) {
      assertThatThrownBy(() -> store().put(key, "text/plain", content(new byte[0]), LIFE))
          .as(key)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  final String put(String name, byte[] bytes) {
    return path(store().put(key(name), "application/json", content(bytes), LIFE));
  }

  static String path(URI link) {
    return link.getRawPath() + "?" + link.getRawQuery();
  }

  static String key(String name) {
    return "exports/0123456789abcdef-" + name + "/oo-export.json";
  }

  static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static byte[] bytes(StoredObject stored) {
    try (InputStream in = stored.content().open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectStore.Content content(byte[] bytes) {
    return content(new ByteArrayInputStream(bytes), bytes.length);
  }

  private static ObjectStore.Content content(InputStream once, long length) {
    return new ObjectStore.Content() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public InputStream open() {
        return once;
      }
    };
  }
}
