package oo.host.health;

import java.time.Duration;
import oo.contract.HealthCheck;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * The database takes writes, and its disk has room: a row is written, and a temporary file of about
 * a megabyte. Anyone may ask, so all instances together do that once in five seconds; until then
 * each tells what it found last.
 */
final class WriteProbe implements Probe {
  static final Duration FRESH = Duration.ofSeconds(5);

  private static final String NAME = "writing";
  private static final String DISK_FULL = "53100";
  private static final String ONLY_READS = "25006";

  private final Database database;
  private final PulseStore pulses = new PulseStore();
  private @Nullable HealthCheck last;
  private long lastAt;

  WriteProbe(Database database) {
    this.database = database;
  }

  @Override
  public synchronized HealthCheck check() {
    HealthCheck known = last;
    if (known == null || System.nanoTime() - lastAt > FRESH.toNanos()) {
      known = found();
      last = known;
      lastAt = System.nanoTime();
    }
    return known;
  }

  private HealthCheck found() {
    try {
      database.run(tx -> {
        tx.sql("set local statement_timeout = '3s'").update();
        if (pulses.wrote(tx)) {
          // An update fits into its page, also on a full disk; this does not fit into memory.
          tx.sql("set local work_mem = '64kB'").update();
          tx.sql("select count(*) from generate_series(1, 50000)").query(Long.class).single();
        }
      });
      return HealthCheck.green(NAME, "It takes writes, and its disk has room.");
    } catch (DatabaseUnavailable e) {
      return switch (Database.sqlState(e)) {
        case DISK_FULL ->
            HealthCheck.red(
                NAME,
                "The disk of the database is full.",
                "Make room on it: oO goes on by itself." + Pulses.runbook("DatabaseFull"));
        case ONLY_READS ->
            HealthCheck.red(
                NAME,
                "The database only reads.",
                "Promote it if it is a standby, or end default_transaction_read_only."
                    + Pulses.runbook("DatabaseFull"));
        default -> withoutDatabase();
      };
    } catch (RuntimeException e) {
      return HealthCheck.red(
          NAME,
          "The database took no write within three seconds.",
          "Look for locks and at its disk." + Pulses.runbook("DatabaseFull"));
    }
  }

  @Override
  public HealthCheck withoutDatabase() {
    return Pulses.withoutDatabase(NAME);
  }
}
