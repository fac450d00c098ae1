package oo.maintenance.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import oo.host.base.Invocation;
import oo.host.health.PulseStore;
import oo.host.health.Pulses;
import oo.host.health.Waiting;
import oo.host.queue.MessageQueue;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.signals.connection.ConnectionStore;
import org.jspecify.annotations.Nullable;

/**
 * {@code sweep_outbox}: measures what waits, then sweeps. What it measured is in the table pulse,
 * and in its log line. A queue that cannot be asked leaves its old number, whose age the health
 * page tells; the sweep goes on.
 */
public final class MeasuredSweep implements Runnable {
  private final Database database;
  private final MessageQueue queue;
  private final Map<String, String> deadLetters;
  private final Runnable sweep;

  /**
   * @param deadLetters the addresses of their queues, by the function that gave up
   */
  public MeasuredSweep(
      Database database, MessageQueue queue, Map<String, String> deadLetters, Runnable sweep) {
    this.database = database;
    this.queue = queue;
    this.deadLetters = Map.copyOf(deadLetters);
    this.sweep = sweep;
  }

  @Override
  public void run() {
    measure();
    sweep.run();
  }

  private void measure() {
    List<Waiting> outboxes = Outboxes.measure(database);
    Invocation.note("outbox", outboxes.stream().mapToLong(Waiting::rows).sum());
    Invocation.note("outbox_oldest_s", seconds(outboxes.stream().map(Waiting::oldest)));
    Invocation.note(
        "fetch_late_s", seconds(outboxes.stream().filter(Outboxes::readings).map(Waiting::late)));
    Invocation.note("reconnects", database.<Long>statement(new ConnectionStore()::toRenew));
    var measured = new ArrayList<>(outboxes);
    try {
      deadLetters.forEach((function, address) ->
          measured.add(
              new Waiting(Pulses.deadLettersOf(function), queue.waiting(address), null, null)));
      Invocation.note(
          "dead_letters", measured.stream().skip(outboxes.size()).mapToLong(Waiting::rows).sum());
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      Invocation.note("unmeasured", "dead letters");
      Invocation.survived(e);
    }
    database.execute(db -> new PulseStore().write(db, measured));
  }

  /** The longest, in whole seconds; zero when there is none. */
  private static long seconds(Stream<@Nullable Duration> ages) {
    return ages.filter(Objects::nonNull).mapToLong(Duration::toSeconds).max().orElse(0);
  }
}
