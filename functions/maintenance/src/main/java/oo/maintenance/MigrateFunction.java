package oo.maintenance;

import java.util.Map;
import javax.sql.DataSource;
import oo.host.base.Invocation;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings the schema up to date by Flyway. Run twice, the second does nothing; run at once, one
 * waits for the other. A failure leaves the schema as it was: PostgreSQL rolls DDL back. It is a
 * {@code DatabaseUnavailable} when a retry may succeed, else a {@code NeedsOperator}.
 *
 * <p>A schema that is newer than this code is no failure: code runs on the schema of the version
 * after it, so that a deployment can go back.
 *
 * <p>The lock is a transaction's ({@code flyway.postgresql.transactional.lock}), because with a
 * transaction pooler a session's lock is taken on one server connection and released on another: it
 * would block every later migration. The price: that transaction stays open meanwhile, so a
 * migration must not {@code create index concurrently}, which would wait for it for ever. Needs two
 * connections at a time.
 */
public final class MigrateFunction implements Runnable {
  private static final Map<String, String> POSTGRESQL =
      Map.of("flyway.postgresql.transactional.lock", "true");

  /** One try a second. A server that starts waits so long, and must not seem to hang. */
  private static final int LOCK_TRIES = 40;

  /** Migrations that this code does not know, applied after all that it knows. */
  private static final String NEWER = "*:future";

  private final DataSource dataSource;
  private final int lockTries;

  public MigrateFunction(DataSource dataSource) {
    this(dataSource, LOCK_TRIES);
  }

  MigrateFunction(DataSource dataSource, int lockTries) {
    this.dataSource = dataSource;
    this.lockTries = lockTries;
  }

  @Override
  public void run() {
    Flyway flyway =
        Flyway.configure(MigrateFunction.class.getClassLoader())
            .dataSource(dataSource)
            .locations("classpath:db/migration")
            .failOnMissingLocations(true)
            .configuration(POSTGRESQL)
            .lockRetryCount(lockTries)
            .ignoreMigrationPatterns(NEWER)
            .callbacks(new LockTimeout())
            .cleanDisabled(true)
            .loggers("slf4j")
            .load();
    try {
      MigrateResult result = flyway.migrate();
      Invocation.note("migrations", result.migrationsExecuted);
    } catch (FlywayException e) {
      throw FailedMigration.of(e, flyway);
    }
  }
}
