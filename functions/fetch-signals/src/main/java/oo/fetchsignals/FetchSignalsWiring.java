package oo.fetchsignals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import oo.connectors.Providers;
import oo.connectors.calls.ProviderCalls;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Lazy;
import oo.host.base.Settings;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.health.PulseStore;
import oo.host.health.Pulses;
import oo.host.queue.HintQueue;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Leases;
import oo.signals.connection.ReadSchedule;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.outbox.EventOutbox;
import oo.signals.user.UserStore;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;
import oo.vault.VaultProbe;

/** Holds every {@code new} of fetch-signals. */
public final class FetchSignalsWiring implements Wiring {

  @Override
  public String module() {
    return "fetch-signals";
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    var database = new Database(platform.dataSource(settings));
    var connections = new ConnectionStore();
    var schedule = new ReadSchedule(connections);
    var calls = new ProviderCalls(module(), database);
    var providers = new Lazy<>(() -> Providers.from(settings).each(calls::guarded));
    var vault = new Lazy<>(() -> SodiumTokenVault.primed(settings, functions));
    var queue =
        new Lazy<>(() ->
            new FetchQueue(
                new HintQueue(
                    platform.queue(settings), settings.queue("FETCH_QUEUE", "fetch_signals"))));

    functions
        .schedule(
            "schedule_fetches",
            () ->
                PulseStore.noting(
                    database,
                    "schedule_fetches",
                    new ScheduleFetchesFunction(database, schedule, queue.get())))
        .http(
            "request_fetch",
            Guard.SESSION,
            () ->
                new RequestFetchFunction(
                    new RequestFetch(
                        database, new UserStore(), connections, schedule, queue.get())))
        .queue(
            "fetch_signals",
            () -> {
              var candidates = new CandidatePool();
              return new FetchSignalsFunction(
                  new FetchSignals(
                      database,
                      connections,
                      new ConnectionLifecycle(),
                      new Leases(connections),
                      schedule,
                      new Credentials(database, vault.get()),
                      providers.get(),
                      candidates,
                      new Bus(List.of(EventOutbox.from(settings), candidates)),
                      queue.get()));
            })
        .health(
            "fetch_signals_health",
            () -> {
              var probes = new ArrayList<Probe>(Probes.ofDatabase(database));
              probes.add(Probes.sessionKeys(database, AccessTokens.from(settings)));
              probes.add(new VaultProbe(database, vault.get()).remembered());
              probes.addAll(calls.probes(providers.get()));
              var pulses = new Pulses(database);
              probes.add(calls.newest("last read"));
              probes.add(
                  pulses.outbox(
                      ConnectionStore.READINGS, "lists", Duration.ofMinutes(30), "FetchLate"));
              probes.add(pulses.deadLetters("fetch_signals", "FetchDeadLetters"));
              probes.add(
                  pulses.ran(
                      "last schedule",
                      "schedule_fetches",
                      Duration.ofMinutes(30),
                      "ScheduleFetchesSilent"));
              return probes;
            })
        .prime(() -> Probes.database(database).check());
  }
}
