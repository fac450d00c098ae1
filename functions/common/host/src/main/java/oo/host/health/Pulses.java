package oo.host.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import oo.contract.HealthCheck;
import oo.host.health.PulseStore.Pulse;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * The checks of what {@code sweep_outbox} measured. A stranger sees them, so a number of rows is
 * rough, and says nothing of one person. Each costs one look-up.
 */
public final class Pulses {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SILENT = Duration.ofMinutes(2);
  private static final Duration OLD = Duration.ofMinutes(5);

  private final Database database;
  private final PulseStore store = new PulseStore();

  public Pulses(Database database) {
    this.database = database;
  }

  /**
   * Work that waits in a table; red when the first of it has been due for too long.
   *
   * @param outbox its name in {@code Outboxes}
   * @param what waits there, in the plural, e.g. {@code taps}
   * @param late for how long it may have been due
   * @param alarm the page of docs/runbook.md that says what to do
   */
  public Probe outbox(String outbox, String what, Duration late, String alarm) {
    String name = "outbox of " + what;
    return probe(
        name,
        outbox,
        pulse -> {
          Waiting waiting = pulse.waiting();
          String found = rough(waiting.rows(), what) + oldest(waiting.oldest()) + measured(pulse);
          Duration due = waiting.late();
          return due == null || due.compareTo(late) <= 0
              ? HealthCheck.green(name, found)
              : HealthCheck.red(
                  name,
                  found + " One has been due for " + words(due) + ".",
                  "Either a provider is down, which its check says, or the function does not run."
                      + runbook(alarm));
        });
  }

  /** Messages of a function's queue that were given up on; red when there is one. */
  public Probe deadLetters(String function, String alarm) {
    String name = "dead letters of " + function;
    return probe(
        name,
        deadLettersOf(function),
        pulse -> {
          long dead = pulse.waiting().rows();
          return dead == 0
              ? HealthCheck.green(name, "None." + measured(pulse))
              : HealthCheck.red(
                  name,
                  dead + (dead == 1 ? " message was given up on." : " messages were given up on."),
                  "Find why it failed in the log, mend that, and send them back: nothing is lost."
                      + runbook(alarm));
        });
  }

  /** The name of the row with the dead letters of a function's queue. */
  public static String deadLettersOf(String function) {
    return function + " dead letters";
  }

  /**
   * A schedule's function; red when it has not ended well for too long. One that never did has as
   * long, from the newest migration on.
   */
  public Probe ran(String name, String function, Duration silent, String alarm) {
    return stored(
        name,
        () -> {
          Optional<Duration> last =
              database.statement(db -> store.find(db, function)).map(Pulse::since);
          Duration since = last.orElseGet(() -> database.statement(SchemaLevel::age));
          String found = last.isPresent() ? words(since) + " ago." : "Not known yet.";
          return since.compareTo(silent) <= 0
              ? HealthCheck.green(name, found)
              : HealthCheck.red(
                  name,
                  found + " " + function + " does not run, or fails.",
                  "Look for its lines in the log." + runbook(alarm));
        });
  }

  /**
   * The server's consumers look at their queues, wherever their functions run; red when one has not
   * for two minutes. For platforms whose queues are the server's.
   */
  public Probe consumers() {
    String name = "queues";
    return stored(
        name,
        () -> {
          Optional<PulseStore.Oldest> oldest = database.statement(store::oldestConsumer);
          if (oldest.isEmpty()) {
            return HealthCheck.red(
                name,
                "The server has not looked at them yet.",
                "Wait a minute; then look for its lines begin and migrate in the log.");
          }
          Duration since = oldest.get().since();
          return since.compareTo(SILENT) <= 0
              ? HealthCheck.green(name, "Each is looked at.")
              : HealthCheck.red(
                  name,
                  "The server has not looked at the queue of "
                      + oldest.get().function()
                      + " for "
                      + words(since)
                      + ".",
                  "Nothing is lost. Restart the server; look for its lines begin and migrate in the log.");
        });
  }

  /** Green while there is no such row: nothing has been measured yet. */
  private Probe probe(String name, String row, Function<Pulse, HealthCheck> of) {
    return stored(
        name,
        () ->
            database
                .statement(db -> store.find(db, row))
                .map(of)
                .orElseGet(() -> HealthCheck.green(name, "Not known yet.")));
  }

  /** A check that reads only what the database has; red when the database does not answer. */
  public static Probe stored(String name, Supplier<HealthCheck> read) {
    return new Probe() {
      @Override
      public HealthCheck check() {
        try {
          return read.get();
        } catch (DatabaseUnavailable e) {
          return Pulses.withoutDatabase(name);
        }
      }

      @Override
      public HealthCheck withoutDatabase() {
        return Pulses.withoutDatabase(name);
      }
    };
  }

  static HealthCheck withoutDatabase(String name) {
    return HealthCheck.red(
        name, "It is not known while the database does not answer.", "Mend the database first.");
  }

  static String runbook(String alarm) {
    return " docs/runbook.md, " + alarm + ", has the commands.";
  }

  private static String measured(Pulse pulse) {
    return pulse.since().compareTo(OLD) > 0 ? " That was " + words(pulse.since()) + " ago." : "";
  }

  private static String oldest(@Nullable Duration age) {
    return age == null ? "." : "; the oldest has waited for " + words(age) + ".";
  }

  /** How many, by tens. */
  static String rough(long rows, String what) {
    for (long bound = 10; bound <= Waiting.MOST; bound *= 10) {
      if (rows < bound) {
        return rows == 0 ? "No " + what + " wait" : "Fewer than " + bound + " " + what + " wait";
      }
    }
    return Waiting.MOST + " " + what + " or more wait";
  }

  /** In the largest unit that has two, e.g. {@code 90 minutes}. */
  public static String words(Duration age) {
    if (age.compareTo(MINUTE) < 0) {
      return "less than a minute";
    }
    if (age.toMinutes() < 120) {
      return age.toMinutes() == 1 ? "a minute" : age.toMinutes() + " minutes";
    }
    return age.toHours() < 48 ? age.toHours() + " hours" : age.toDays() + " days";
  }
}
