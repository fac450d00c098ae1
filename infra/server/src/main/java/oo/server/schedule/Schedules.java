package oo.server.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import oo.host.sql.Database;
import oo.template.Template;
import oo.template.Template.Every;

/**
 * Calls every scheduled function at its rate. One that a killed process had begun is begun again
 * within 35 seconds: four heartbeats are missed, and every second one looks for that. A process
 * that was stopped for longer, as by a suspended machine, may find its function begun a second
 * time; each is made for that.
 *
 * <p>A clock that was ahead leaves times far in the future. Once it is right again, they are due
 * within ten seconds.
 */
public final class Schedules implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int MISSED_WHEN_DEAD = 4;
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** For which the clocks of two servers may differ. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final Scheduler scheduler;

  private Schedules(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Starts; the server's schema is there already.
   *
   * @param tick serves one tick and does not throw
   */
  public static Schedules start(DataSource source, Template template, Consumer<String> tick) {
    List<RecurringTask<?>> tasks = new ArrayList<>();
    var intervals = new LinkedHashMap<String, Duration>();
    template
        .functions()
        .forEach(function -> {
          if (function.trigger() instanceof Every every) {
            intervals.put(function.name(), every.interval());
            tasks.add(
                Tasks.recurring(function.name(), new Rate(every.interval()))
                    .execute((instance, context) -> tick.accept(function.name())));
          }
        });
    Scheduler scheduler =
        Scheduler.create(source)
            .startTasks(tasks)
            .tableName("oo_runtime.scheduled_tasks")
            .threads(Math.max(1, tasks.size()))
            .pollingInterval(Duration.ofSeconds(2))
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(MISSED_WHEN_DEAD)
            .shutdownMaxWait(Duration.ofSeconds(3))
            .alwaysPersistTimestampInUTC()
            .addSchedulerListener(new Clock(new Database(source), intervals))
            .build();
    scheduler.start();
    return new Schedules(scheduler);
  }

  /** Makes due what is further away than it can be. Called by the one thread that polls. */
  private static final class Clock extends AbstractSchedulerListener {
    private static final String AHEAD =
        """
        update oo_runtime.scheduled_tasks set execution_time = ?, version = version + 1
        where task_name = ? and not picked and execution_time > ?
        """;

    private final Database database;
    private final Map<String, Duration> intervals;
    private long next = System.nanoTime();

    Clock(Database database, Map<String, Duration> intervals) {
      this.database = database;
      this.intervals = intervals;
    }

    @Override
    public void onSchedulerEvent(SchedulerEventType type) {
      if (type != SchedulerEventType.RAN_EXECUTE_DUE || System.nanoTime() < next) {
        return;
      }
      next = System.nanoTime() + LOOK.toNanos();
      OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
      try {
        database.execute(db ->
            intervals.forEach((task, interval) ->
                db.sql(AHEAD).params(now, task, now.plus(interval).plus(SKEW)).update()));
      } catch (RuntimeException e) {
        // The database is away: looked at again.
      }
    }
  }

  /** From start to start, as EventBridge's rate; one that took longer is followed at once. */
  private record Rate(Duration interval) implements Schedule {
    @Override
    public Instant getNextExecutionTime(ExecutionComplete done) {
      Instant next = done.getExecution().executionTime.plus(interval);
      return next.isBefore(done.getTimeDone()) ? done.getTimeDone() : next;
    }

    @Override
    public boolean isDeterministic() {
      return false;
    }

    @Override
    public Instant getInitialExecutionTime(Instant now) {
      return now;
    }
  }

  @Override
  public void close() {
    scheduler.stop();
  }
}
