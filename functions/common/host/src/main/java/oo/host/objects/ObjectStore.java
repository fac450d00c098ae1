package oo.host.objects;

import java.net.URI;
import java.time.Duration;

/** Private objects behind links that expire. */
public interface ObjectStore {

  /**
   * Stores an object and returns a signed link to it, which needs no cookie and downloads it.
   *
   * @param key unguessable, without a slash at its beginning
   * @param life after which the link is dead and the object may be gone
   */
  URI put(String key, String contentType, byte[] content, Duration life);
}
