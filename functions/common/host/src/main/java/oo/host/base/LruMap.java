package oo.host.base;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that forget the entry that was not used longest, when there are too many. */
public final class LruMap {
  private LruMap() {}

  /**
   * An empty map that several threads can use.
   *
   * @param most entries
   */
  public static <K, V> Map<K, V> ofAtMost(int most) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        });
  }
}
