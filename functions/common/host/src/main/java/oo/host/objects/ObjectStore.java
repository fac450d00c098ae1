package oo.host.objects;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Private objects behind links that expire. */
public interface ObjectStore {
  Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{15,200}");

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
   * @param key unguessable and never used again, see {@link #requireKey}
   * @param life after which the link is invalid and the object may be deleted
   * @throws Unavailable when the store does not take it; it may have been stored
   */
  URI put(String key, String contentType, Content content, Duration life);

  /**
   * Deletes an object, so that its link opens nothing from now on. No-op when there is none.
   *
   * @throws Unavailable when the store does not answer that it did
   */
  void delete(String key);

  /**
   * @throws IllegalArgumentException unless it is 16 to 200 plain characters that stay in the store
   */
  static void requireKey(String key) {
    if (!KEY.matcher(key).matches() || key.contains("..") || key.contains("//")) {
      throw new IllegalArgumentException("An object's key is 16 to 200 plain characters");
    }
  }

  /** The store did not do what it was asked: it is away, or refuses. */
  final class Unavailable extends RuntimeException {
    /**
     * @param reason a code of the store or a class, for the log
     */
    public Unavailable(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

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
