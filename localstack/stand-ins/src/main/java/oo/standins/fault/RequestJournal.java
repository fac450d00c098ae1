package oo.standins.fault;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The last {@value #SIZE} requests of a provider's own paths. Never a token, a code, a query or a
 * body.
 */
public final class RequestJournal {
  static final int SIZE = 2_000;

  /**
   * One request.
   *
   * @param number counts up from 1
   * @param at when it came in, by the stand-in's clock
   * @param path without the query
   * @param status 0 when the connection was reset instead of answered
   * @param fault its kind, in lower case
   * @param headers their names, in lower case and sorted
   * @param millis until the response was ready
   */
  public record Entry(
      long number,
      Instant at,
      String method,
      String path,
      int status,
      List<RequestedOperation> operations,
      @Nullable String fault,
      List<String> headers,
      long millis) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long last;

  synchronized void add(LongFunction<Entry> entry) {
    entries.addLast(entry.apply(++last));
    if (entries.size() > SIZE) {
      entries.removeFirst();
    }
  }

  /** The requests after entry {@code number}, oldest first. */
  synchronized List<Entry> after(long number) {
    return entries.stream().filter(entry -> entry.number() > number).toList();
  }

  synchronized void clear() {
    entries.clear();
  }
}
