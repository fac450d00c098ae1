package oo.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param userId whose tip it is
 * @param because why there is no tip; null if and only if there is a tip
 * @param until with {@code all_put_aside} and {@code all_later}, when the first task comes
 * @param detail with {@code read_failing} and {@code reconnect_needed}, what went wrong, in words
 * @param deliveries taps on their way to the source, or settled in the last two minutes; the newest
 *     first, at most 20
 */
public record RecommendReply(
    UUID userId,
    @Nullable Tip tip,
    @Nullable Because because,
    @Nullable Instant until,
    @Nullable String detail,
    List<Notice> notices,
    List<DeliveryView> deliveries) {
  public RecommendReply with(List<DeliveryView> deliveries) {
    return new RecommendReply(userId, tip, because, until, detail, notices, deliveries);
  }

  public enum Because {
    nothing_left,
    all_put_aside,
    all_later,
    nothing_connected,
    reconnect_needed,
    first_fetch_running,
    read_failing
  }
}
