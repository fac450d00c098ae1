package oo.connectors;

import java.util.List;
import oo.signals.NormalizedEvent;

/**
 * What a read brought.
 *
 * @param cursor where the next read goes on
 * @param more the provider has more already: read again with this cursor
 * @param full the reads from a null cursor to the one with {@code more} false list every open task:
 *     what they do not name is gone
 */
public record FetchResult(
    List<NormalizedEvent> events, String cursor, boolean more, boolean full) {}
