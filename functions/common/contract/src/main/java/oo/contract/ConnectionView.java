package oo.contract;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param tasks number of open tasks
 * @param unreadable tasks that oO cannot read, so that it does not show them
 * @param fetching a read was requested or is running now
 * @param error why the last read failed, for a person
 */
public record ConnectionView(
    UUID id,
    @Nullable String account,
    State state,
    int tasks,
    int unreadable,
    boolean fetching,
    @Nullable Instant lastReadAt,
    @Nullable Instant nextReadAt,
    @Nullable String error) {
  public enum State {
    first_fetch,
    live,
    failing,
    reconnect
  }
}
