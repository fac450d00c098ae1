package oo.maintenance;

import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import oo.host.base.NeedsOperator;
import oo.host.sql.Database;
import oo.host.sql.DatabaseUnavailable;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Says what an operator must do, from what Flyway threw; nothing of Flyway's own text is shown. */
final class FailedMigration {
  /** A password that is refused, a database that is not there: no connection either. */
  private static final Set<String> NOT_CONNECTED = Set.of("28000", "28P01", "3D000");

  private static final String NOT_ALLOWED = "42501";
  private static final String LOCKED = "55P03";
  private static final String RUNBOOK = " docs/runbook.md, MigrateFails, has the ways.";

  private FailedMigration() {}

  static RuntimeException of(FlywayException failure, Flyway flyway) {
    String state = Database.sqlState(failure);
    if (NOT_CONNECTED.contains(state)
        || DatabaseUnavailable.is(state)
        || caused(failure, SQLTransientConnectionException.class::isInstance)) {
      return new DatabaseUnavailable(failure);
    }
    try {
      return new NeedsOperator(sentence(failure, state, flyway), failure);
    } catch (FlywayException e) {
      return new DatabaseUnavailable(e);
    }
  }

  private static String sentence(FlywayException failure, String state, Flyway flyway) {
    if (state.equals(NOT_ALLOWED)) {
      return "The role of DATABASE_USER may not change oO's tables: make it the owner of them and of their schema, then"
          + " start again.";
    }
    if (state.equals(LOCKED)) {
      return "Another session has locked a table that "
          + next(flyway)
          + " changes: end that session (pg_stat_activity and pg_locks name it), then start again.";
    }
    if (!state.isEmpty()) {
      return next(flyway)
          + " failed with SQL state "
          + state
          + " and changed nothing: start the version of oO from before."
          + RUNBOOK;
    }
    if (failure instanceof FlywayValidateException) {
      return "The database was not made by these migrations ("
          + String.join(", ", differences(flyway))
          + "): start the version of oO that made it, or restore a backup."
          + RUNBOOK;
    }
    if (String.valueOf(failure.getMessage()).contains("lock")) {
      return "Another process is migrating this database: wait until it ends, or end its session (pg_locks has its"
          + " advisory lock), then start again.";
    }
    return "The database of DATABASE_URL has tables and no flyway_schema_history, so it is not oO's: name an empty one, or"
        + " restore a backup."
        + RUNBOOK;
  }

  /** What a failed run had to do first. */
  private static String next(Flyway flyway) {
    MigrationInfo[] pending = flyway.info().pending();
    return pending.length == 0 ? "The migration" : name(pending[0]);
  }

  private static List<String> differences(Flyway flyway) {
    var found = new ArrayList<String>();
    Arrays.stream(flyway.info().all())
        .forEach(migration -> {
          MigrationState state = migration.getState();
          if (state.isFailed()) {
            found.add(name(migration) + " is marked as failed");
          } else if (state == MigrationState.MISSING_SUCCESS) {
            found.add(name(migration) + " is not of this version");
          } else if (state == MigrationState.IGNORED) {
            found.add(name(migration) + " was left out");
          } else if (migration.isApplied()
              && state != MigrationState.FUTURE_SUCCESS
              && !migration.isChecksumMatching()) {
            found.add(name(migration) + " differs");
          }
        });
    return found.isEmpty() ? List.of("a name or a type differs") : found;
  }

  private static String name(MigrationInfo migration) {
    return "V" + migration.getVersion();
  }

  private static boolean caused(Throwable failure, Predicate<Throwable> by) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (by.test(t)) {
        return true;
      }
    }
    return false;
  }
}
