package oo.maintenance.purge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import oo.host.base.Invocation;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.signals.outbox.EventOutbox;

/**
 * Deletes what no request can reach any more. Any run may be cut short or run beside another: each
 * of its transactions is short and leaves the data in order, and the next run goes on.
 */
public final class PurgeExpiredFunction implements Runnable {
  private final Database database;
  private final List<PurgeRule> rules;
  private final int rowsAtOnce;
  private final Duration purgesFor;

  /**
   * @param events whose old rows go when they are not published any more
   * @param rowsAtOnce the most rows that one transaction takes
   * @param purgesFor after which it begins no further transaction
   */
  public PurgeExpiredFunction(
      Database database, EventOutbox events, int rowsAtOnce, Duration purgesFor) {
    this.database = database;
    this.rules = rules(events);
    this.rowsAtOnce = rowsAtOnce;
    this.purgesFor = purgesFor;
  }

  /** In an order in which each finds what the one before it has freed. */
  private static List<PurgeRule> rules(EventOutbox events) {
    var rules = new ArrayList<>(ExpiredRows.RULES);
    rules.add(new ManyDecisions());
    rules.add(new EndedConnections());
    rules.add(new DeletedUsers());
    rules.add(new ClosedSlots());
    rules.add(new ClosedTasks());
    rules.add(new UnusedVersions());
    if (!events.on()) {
      rules.add(ExpiredRows.UNPUBLISHED);
    }
    return List.copyOf(rules);
  }

  @Override
  public void run() {
    var batches = new Batches(database, rowsAtOnce, purgesFor);
    var failures = new ArrayList<RuntimeException>();
    for (PurgeRule rule : rules) {
      purge(rule, batches, failures);
    }
    if (!batches.timeIsLeft()) {
      Invocation.note("unfinished", true);
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  /** One rule that fails keeps none of the others from its work. */
  private static void purge(PurgeRule rule, Batches batches, List<RuntimeException> failures) {
    if (!batches.timeIsLeft()) {
      return;
    }
    try {
      int deleted = rule.purge(batches);
      if (deleted > 0) {
        Invocation.note(rule.name(), deleted);
      }
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }
}
