package oo.server.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import oo.template.Template;
import oo.template.Template.Every;

/**
 * Calls every scheduled function at its rate. One that a killed process had begun is begun again
 * within 35 seconds: four heartbeats are missed, and every second one looks for that. A process
 * that was stopped for longer, as by a suspended machine, may find its function begun a second
 * time; each is made for that.
 */
public final class Schedules implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int MISSED_WHEN_DEAD = 4;

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
    template
        .functions()
        .forEach(function -> {
          if (function.trigger() instanceof Every every) {
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
            .build();
    scheduler.start();
    return new Schedules(scheduler);
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
