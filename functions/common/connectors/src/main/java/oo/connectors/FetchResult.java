package oo.connectors;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import oo.signals.NormalizedEvent;

/**
 * The result of a read. The caller must close it: the events of a long answer are in a temporary
 * file.
 *
 * @param cursor start of the next read
 * @param more the provider has more now: read again with this cursor
 * @param full this read belongs to a full read, which ends when {@code more} is false: a task that
 *     it does not name is no longer open
 * @param unreadable how many tasks the answer had that oO cannot read; they have no event, and do
 *     not stop the others
 */
public record FetchResult(Events events, String cursor, boolean more, boolean full, int unreadable)
    implements AutoCloseable {

  /** A read without unreadable tasks, whose events are in memory. */
  public FetchResult(List<NormalizedEvent> events, String cursor, boolean more, boolean full) {
    this(Events.of(events), cursor, more, full, 0);
  }

  /**
   * In the provider's order: of two events of one task, the later one says how it is now. Each
   * iteration begins again and holds one event in memory, until the result is closed.
   */
  public interface Events extends Iterable<NormalizedEvent>, AutoCloseable {

    static Events of(List<NormalizedEvent> events) {
      return new Events() {
        @Override
        public Iterator<NormalizedEvent> iterator() {
          return events.iterator();
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };
    }

    default Stream<NormalizedEvent> stream() {
      return StreamSupport.stream(spliterator(), false);
    }

    @Override
    void close();
  }

  @Override
  public void close() {
    events.close();
  }
}
