package oo.fetchsignals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import oo.connectors.CallDeadline;
import oo.connectors.Connector;
import oo.connectors.Credential;
import oo.connectors.FetchResult;
import oo.signals.NormalizedEvent;
import oo.signals.connection.Connection;
import oo.signals.connection.Lease;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a connection and is not applied yet: everything, the changes since its cursor,
 * or both. The caller must close it, as the events of long answers are in files.
 *
 * <p>A full reading that is due is made before that of the changes. So a task that the changes do
 * not name and that differs from what is stored was missed by an earlier reading.
 */
final class Reading implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final int BATCH = 500;

  private final List<FetchResult> everything = new ArrayList<>();
  private final List<FetchResult> changes = new ArrayList<>();

  private Reading() {}

  static Reading of(
      Lease lease, Connector connector, Credential credential, Connection connection) {
    var reading = new Reading();
    try {
      String cursor = connection.cursor();
      if (cursor == null || connection.fullDue()) {
        fetch(reading.everything, lease, connector, credential, null);
      }
      if (cursor != null) {
        fetch(reading.changes, lease, connector, credential, cursor);
      }
      return reading;
    } catch (RuntimeException | Error e) {
      reading.close();
      throw e;
    }
  }

  private static void fetch(
      List<FetchResult> into,
      Lease lease,
      Connector connector,
      Credential credential,
      @Nullable String from) {
    String cursor = from;
    do {
      into.add(
          connector.fetchSignals(
              lease.connection(), credential, cursor, CallDeadline.within(lease, CALL)));
      cursor = into.getLast().cursor();
    } while (into.getLast().more());
  }

  /** Whether it has everything. */
  boolean full() {
    return !everything.isEmpty() || forgotten();
  }

  /** The provider no longer knew the cursor, so the changes are everything. */
  private boolean forgotten() {
    return !changes.isEmpty() && changes.getLast().full();
  }

  /** Whether what it has of everything can be compared with what is stored. */
  boolean checks() {
    return !everything.isEmpty() && !changes.isEmpty() && !forgotten();
  }

  /** Where the next reading goes on. After a full reading that is its own cursor. */
  String cursor() {
    return last().cursor();
  }

  /** How many items cannot be read. */
  int unreadable() {
    return (full() ? complete() : changes).stream().mapToInt(FetchResult::unreadable).sum();
  }

  private FetchResult last() {
    return full() ? complete().getLast() : changes.getLast();
  }

  private List<FetchResult> complete() {
    return forgotten() ? changes : everything;
  }

  /** The open tasks of a full reading. */
  Set<String> open() {
    return subjects(complete(), event -> event.kind().open());
  }

  /** The tasks that the changes name. */
  Set<String> changed() {
    return subjects(changes, event -> true);
  }

  private static Set<String> subjects(List<FetchResult> results, Predicate<NormalizedEvent> which) {
    var subjects = new HashSet<String>();
    results.forEach(result ->
        result.events().stream()
            .filter(which)
            .map(NormalizedEvent::subject)
            .forEach(subjects::add));
    return subjects;
  }

  /**
   * Goes through the events in their order, a few at a time.
   *
   * @param first takes those of a full reading
   * @param then takes those of the changes
   */
  void batches(Consumer<List<NormalizedEvent>> first, Consumer<List<NormalizedEvent>> then) {
    if (full()) {
      batches(complete(), first);
    }
    if (!forgotten()) {
      batches(changes, then);
    }
  }

  private static void batches(List<FetchResult> results, Consumer<List<NormalizedEvent>> each) {
    var batch = new ArrayList<NormalizedEvent>(BATCH);
    for (FetchResult result : results) {
      for (NormalizedEvent event : result.events()) {
        batch.add(event);
        if (batch.size() == BATCH) {
          each.accept(batch);
          batch.clear();
        }
      }
    }
    each.accept(batch);
  }

  @Override
  public void close() {
    everything.forEach(FetchResult::close);
    changes.forEach(FetchResult::close);
  }
}
