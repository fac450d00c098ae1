package oo.maintenance.purge;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import oo.host.base.Invocation;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import oo.signals.outbox.EventOutbox;

/**
 * Deletes what no request can reach any more. Any run may be cut short or run beside another: each
 * of its transactions is short and leaves the data in order, and the next run goes on.
 *
 * <p>Each rule has an equal share of the time that is left, so that none keeps another from its
 * work by being slow or by failing. Those that were cut short share what is left of it then.
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

  /** In an order in which each finds what the one before it has freed. No two have one name. */
  private static List<PurgeRule> rules(EventOutbox events) {
    var rules = new ArrayList<>(ExpiredRows.RULES);
    rules.add(new ManyDecisions());
    rules.add(new EndedConnections());
    rules.add(new DeletedUsers());
    rules.add(new ClosedSlots());
    rules.add(new ClosedTasks());
    rules.add(new UnusedVersions());
    rules.add(new PaidCalls());
    if (!events.on()) {
      rules.add(ExpiredRows.UNPUBLISHED);
    }
    return List.copyOf(rules);
  }

  @Override
  public void run() {
    long ends = System.nanoTime() + purgesFor.toNanos();
    var left = new ArrayDeque<>(rules);
    var failed = new LinkedHashMap<String, RuntimeException>();
    var deleted = new LinkedHashMap<String, Integer>();
    for (long time = ends - System.nanoTime(); time > 0 && !left.isEmpty(); ) {
      var share = new Batches(database, rowsAtOnce, Duration.ofNanos(time / left.size()));
      PurgeRule rule = left.remove();
      try {
        int now = rule.purge(share);
        if (now > 0) {
          Invocation.note(rule.name(), deleted.merge(rule.name(), now, Integer::sum));
        }
        if (share.cut()) {
          left.add(rule);
        }
      } catch (DatabaseUnavailable e) {
        throw e;
      } catch (RuntimeException e) {
        failed.put(rule.name(), e);
      }
      time = ends - System.nanoTime();
    }
    if (!left.isEmpty()) {
      Invocation.note("unfinished", names(left.stream().map(PurgeRule::name)));
    }
    if (!failed.isEmpty()) {
      Invocation.note("failed_rules", names(failed.keySet().stream()));
      var causes = new ArrayList<>(failed.values());
      RuntimeException first = causes.removeFirst();
      causes.forEach(first::addSuppressed);
      throw first;
    }
  }

  private static String names(Stream<String> rules) {
    return rules.sorted().collect(Collectors.joining(" "));
  }
}
