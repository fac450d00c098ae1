package oo.connectors;

import java.util.List;
import oo.signals.NormalizedEvent;

/**
 * The result of a read.
 *
 * @param cursor start of the next read
 * @param more the provider has more now: read again with this cursor
 * @param full this read belongs to a full read, which ends when {@code more} is false: a task that
 *     it does not name is no longer open
 */
public record FetchResult(
    List<NormalizedEvent> events, String cursor, boolean more, boolean full) {}
