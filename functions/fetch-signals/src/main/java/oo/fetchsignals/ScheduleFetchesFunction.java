package oo.fetchsignals;

import java.time.Duration;
import java.util.List;
import oo.host.base.Invocation;
import oo.host.sql.Database;
import oo.signals.ConnectionRef;
import oo.signals.connection.ReadSchedule;

/**
 * {@code schedule_fetches}: sends hints of what is due, in messages of up to 50 connections, spread
 * over the time until the next tick. Two ticks at once claim different connections.
 */
final class ScheduleFetchesFunction implements Runnable {
  private static final int IN_A_MESSAGE = 50;

  /** 50,000 connections a tick; what is left is due still. */
  private static final int MOST = 1_000;

  private static final Duration APART = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofMinutes(4);

  private final Database database;
  private final ReadSchedule schedule;
  private final FetchQueue queue;

  ScheduleFetchesFunction(Database database, ReadSchedule schedule, FetchQueue queue) {
    this.database = database;
    this.schedule = schedule;
    this.queue = queue;
  }

  @Override
  public void run() {
    int claimed = 0;
    for (int message = 0; message < MOST; message++) {
      Duration spread = APART.multipliedBy(message);
      Duration delay = spread.compareTo(LAST) > 0 ? LAST : spread;
      List<ConnectionRef> due =
          database.transaction(tx -> schedule.claimDue(tx, IN_A_MESSAGE, delay));
      if (due.isEmpty()) {
        break;
      }
      queue.send(due, delay);
      claimed += due.size();
    }
    Invocation.note("due", claimed);
  }
}
