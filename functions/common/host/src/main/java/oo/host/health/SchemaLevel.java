package oo.host.health;

import java.time.Duration;
import oo.contract.HealthCheck;
import oo.host.sql.Database;
import oo.host.sql.Sql;

/** The migration that the database is at, and the one that this code needs. */
public final class SchemaLevel {
  /** The number of this version's newest migration. */
  public static final int NEWEST = 13;

  private static final String NAME = "schema";

  private SchemaLevel() {}

  /** The number of the newest migration that was applied. */
  public static int of(Sql db) {
    return db.sql(
            "select coalesce(max(version::int), 0) from flyway_schema_history where success and version is not null")
        .query(Integer.class)
        .single();
  }

  /** How long ago it came there. */
  static Duration age(Sql db) {
    double seconds =
        db.sql(
                "select extract(epoch from oo_now() - max(installed_on)::timestamptz)::float8 from flyway_schema_history")
            .query(Double.class)
            .single();
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  /** Red when the database is behind; one that is ahead serves, as after a rollback. */
  public static Probe probe(Database database) {
    return Pulses.stored(
        NAME,
        () -> {
          int level = database.statement(SchemaLevel::of);
          if (level < NEWEST) {
            return HealthCheck.red(
                NAME,
                "It is at V" + level + ", and this version of oO needs V" + NEWEST + ".",
                "Run the function migrate, or start the server again: it says what is wrong."
                    + Pulses.runbook("MigrateFails"));
          }
          return HealthCheck.green(
              NAME,
              level == NEWEST
                  ? "V" + level + "."
                  : "V" + level + ", of a newer version of oO; this one needs V" + NEWEST + ".");
        });
  }
}
