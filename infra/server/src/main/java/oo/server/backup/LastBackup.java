package oo.server.backup;

import java.time.Duration;
import java.util.List;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.health.PulseStore;
import oo.host.health.Pulses;
import oo.host.health.Waiting;
import oo.host.sql.Database;
import oo.host.sql.Sql;

/**
 * When the last backup was made, as the database knows it; the age of the schema before the first.
 */
public final class LastBackup {
  private static final String PULSE = "backup";

  /** A night, and two hours for a long backup. */
  private static final Duration LATE = Duration.ofHours(26);

  private LastBackup() {}

  /** Whether this installation makes backups by {@code oo backup}. */
  public static boolean expected(Settings settings) {
    return settings.optional(Backup.FOLDER).isPresent();
  }

  static void note(Database database) {
    database.execute(db -> new PulseStore().write(db, List.of(new Waiting(PULSE, 0, null, null))));
  }

  /** Red when it is late. */
  public static Probe probe(Database database) {
    return new Pulses(database).ran("last backup", PULSE, LATE, "BackupMissing");
  }

  /** In seconds since 1970. */
  public static double at(Sql db) {
    return db.sql(
            """
            select extract(epoch from coalesce(
              (select at from pulse where name = ?),
              (select max(installed_on)::timestamptz from flyway_schema_history)))::float8
            """)
        .param(PULSE)
        .query(Double.class)
        .single();
  }
}
