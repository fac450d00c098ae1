package oo.host.health;

import oo.contract.HealthCheck;
import oo.host.Functions.Probe;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;

/** The checks that every module shares. */
public final class Probes {
  private Probes() {}

  /** The database answers and its schema is there. */
  public static Probe database(Database database) {
    return () -> {
      try {
        boolean migrated =
            database.read(
                tx ->
                    tx.sql("select to_regclass('decision') is not null")
                        .query(Boolean.class)
                        .single());
        return migrated
            ? HealthCheck.green("database", "It answers.")
            : HealthCheck.red(
                "database", "It answers, but has no tables.", "Run the function migrate.");
      } catch (DatabaseUnavailable e) {
        return HealthCheck.red(
            "database",
            "It does not answer.",
            "Start PostgreSQL, and check DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD.");
      }
    };
  }
}
