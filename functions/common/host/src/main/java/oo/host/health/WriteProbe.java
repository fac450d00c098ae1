package oo.host.health;

import oo.contract.HealthCheck;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;

/**
 * The database takes writes, and its disk has room: a row is written, and a temporary file of about
 * a megabyte. While that works, all instances together do it once in five seconds.
 */
final class WriteProbe implements Probe {
  private static final String NAME = "writing";

  private final Database database;
  private final PulseStore pulses = new PulseStore();

  WriteProbe(Database database) {
    this.database = database;
  }

  @Override
  public HealthCheck check() {
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
      if (e.diskFull()) {
        return HealthCheck.red(
            NAME,
            "The disk of the database is full.",
            "Make room on it: oO goes on by itself, and nothing is lost."
                + Pulses.runbook("WritesFail"));
      }
      return e.onlyReads()
          ? HealthCheck.red(
              NAME,
              "The database only reads.",
              "Promote it if it is a standby, or end default_transaction_read_only."
                  + Pulses.runbook("WritesFail"))
          : withoutDatabase();
    } catch (RuntimeException e) {
      return HealthCheck.red(
          NAME,
          "The database took no write within three seconds.",
          "Look for locks and at its disk." + Pulses.runbook("WritesFail"));
    }
  }

  @Override
  public HealthCheck withoutDatabase() {
    return Pulses.withoutDatabase(NAME);
  }
}
