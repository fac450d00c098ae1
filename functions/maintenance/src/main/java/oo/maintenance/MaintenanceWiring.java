package oo.maintenance;

import java.time.Duration;
import oo.host.FunctionRegistrar;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Settings;
import oo.host.sql.Database;
import oo.maintenance.outbox.DueConnections;
import oo.maintenance.outbox.DueDeliveries;
import oo.maintenance.outbox.DueRevocations;
import oo.maintenance.outbox.SweepOutboxFunction;
import oo.maintenance.purge.PurgeExpiredFunction;
import oo.signals.candidates.CandidatePool;

/** Makes what the module's functions consist of. */
public final class MaintenanceWiring implements Wiring {
  // Shorter than the functions' Timeout in the template, which would stop them midway.
  private static final Duration SWEEPS_FOR = Duration.ofSeconds(50);
  private static final Duration PURGES_FOR = Duration.ofSeconds(240);
  private static final int ROWS_AT_ONCE = 1_000;

  @Override
  public String module() {
    return "maintenance";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    var dataSource = platform.dataSource(settings);
    var database = new Database(dataSource);
    functions
        .deploy("migrate", () -> new MigrateFunction(dataSource))
        .schedule(
            "sweep_outbox",
            () ->
                new SweepOutboxFunction(
                    database,
                    platform.queue(settings),
                    new CandidatePool(),
                    new DueConnections(settings.queue("FETCH_QUEUE", "fetch_signals")),
                    new DueDeliveries(settings.queue("DELIVER_QUEUE", "deliver_completions")),
                    new DueRevocations(settings.queue("REVOKE_QUEUE", "revoke_grants")),
                    SWEEPS_FOR))
        .schedule(
            "purge_expired", () -> new PurgeExpiredFunction(database, ROWS_AT_ONCE, PURGES_FOR));
  }
}
