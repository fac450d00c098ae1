package oo.standins.fault;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #SIZE} requests of a provider's own paths. Never a token, a code, a query or a
 * body.
 */
public final class Journal {

  static final int SIZE = 2_000;

  /**
   * One request.
   *
   * @param number counts up from 1
   * @param at when it came in, by the stand-in's clock
   * @param method the HTTP method
   * @param path without the query
   * @param status what was answered; 0 when the connection was dropped or reset instead
   * @param operations its sync commands or its grant
   * @param fault the fault that it met, by wire name
   * @param traceparent the header, as sent
   * @param millis until the answer was ready
   */
  public record Entry(
      long number,
      Instant at,
      String method,
      String path,
      int status,
      List<Operation> operations,
      @Nullable String fault,
      @Nullable String traceparent,
      long millis) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long last;

  synchronized void add(Entry entry) {
    last++;
    entries.addLast(
        new Entry(
            last,
            entry.at(),
            entry.method(),
            entry.path(),
            entry.status(),
            entry.operations(),
            entry.fault(),
            entry.traceparent(),
            entry.millis()));
    if (entries.size() > SIZE) {
      entries.removeFirst();
    }
  }

  /** What came in after entry {@code number}, oldest first. */
  public synchronized List<Entry> after(long number) {
    return entries.stream().filter(entry -> entry.number() > number).toList();
  }

  public synchronized void clear() {
    entries.clear();
  }
}
