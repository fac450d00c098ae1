package oo.maintenance;

import java.util.Arrays;
import java.util.Map;
import javax.sql.DataSource;
import oo.host.base.Invocation;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings the schema up to date by Flyway. Run twice, the second does nothing; run at once, one
 * waits for the other. A failure leaves the schema as it was: PostgreSQL rolls DDL back.
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
  // One try a second: another migration may take nearly as long as the function's time-out.
  private static final int LOCK_TRIES = 240;

  private final DataSource dataSource;

  public MigrateFunction(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public void run() {
    MigrateResult result =
        Flyway.configure(MigrateFunction.class.getClassLoader())
            .dataSource(dataSource)
            .locations("classpath:db/migration")
            .failOnMissingLocations(true)
            .configuration(POSTGRESQL)
            .lockRetryCount(LOCK_TRIES)
            .cleanDisabled(true)
            .loggers("slf4j")
            .load()
            .migrate();
    Invocation.note("migrations", result.migrationsExecuted);
  }

  /**
   * The newest migration that this code has.
   *
   * @param dataSource of any database; it is only read
   */
  public static int newest(DataSource dataSource) {
    var known =
        Flyway.configure(MigrateFunction.class.getClassLoader())
            .dataSource(dataSource)
            .locations("classpath:db/migration")
            .load();
    return Arrays.stream(known.info().all())
        .filter(migration -> migration.getState().isResolved() && migration.isVersioned())
        .mapToInt(migration -> migration.getVersion().getMajor().intValueExact())
        .max()
        .orElseThrow();
  }
}
