package oo.host.objects;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** Private objects behind links that expire. */
public interface ObjectStore {

  /** Bytes that are never all in memory. */
  interface Content {
    long length();

    /** The bytes from their beginning, each time. */
    InputStream open();
  }

  /**
   * Stores an object and returns a signed link, which downloads it without a cookie. The object
   * appears whole or not at all.
   *
   * @param key unguessable and never used again, without a slash at its beginning
   * @param life after which the link is invalid and the object may be deleted
   */
  URI put(String key, String contentType, Content content, Duration life);

  /** Deletes an object, so that its link opens nothing from now on. No-op when there is none. */
  void delete(String key);

  /** A store that is found when it is used. */
  static ObjectStore of(Supplier<ObjectStore> store) {
    return new ObjectStore() {
      @Override
      public URI put(String key, String contentType, Content content, Duration life) {
        return store.get().put(key, contentType, content, life);
      }

      @Override
      public void delete(String key) {
        store.get().delete(key);
      }
    };
  }

  /** For a process without a store. */
  static ObjectStore none() {
    return of(() -> {
      throw new IllegalStateException("There is no object store here");
    });
  }
}
