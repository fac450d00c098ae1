package oo.host.objects;

import java.net.URI;
import java.time.Duration;

/** Private objects behind links that expire. */
public interface ObjectStore {

  /**
   * Stores an object and returns a signed link, which downloads it without a cookie.
   *
   * @param key unguessable, without a slash at its beginning
   * @param life after which the link is invalid and the object may be deleted
   */
  URI put(String key, String contentType, byte[] content, Duration life);
}
