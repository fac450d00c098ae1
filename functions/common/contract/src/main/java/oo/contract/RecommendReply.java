package oo.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param userId whose tip it is
 * @param because why there is no tip; null if and only if there is a tip
 * @param until with {@code all_put_aside}, when the first task comes back
 */
public record RecommendReply(
    UUID userId,
    @Nullable Tip tip,
    @Nullable Because because,
    @Nullable Instant until,
    List<Notice> notices) {
  public enum Because {
    nothing_left,
    all_put_aside,
    nothing_connected,
    reconnect_needed,
    first_fetch_running
  }
}
