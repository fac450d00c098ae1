package oo.fetchsignals;

import java.util.ArrayList;
import java.util.List;
import oo.connectors.Providers;
import oo.connectors.calls.ProviderCalls;
import oo.host.Functions;
import oo.host.Functions.Probe;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.Wiring;
import oo.host.health.Probes;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.candidates.Candidates;
import oo.signals.connection.Connections;
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
  public void wire(Functions functions, Settings settings, Platform platform) {
    SodiumTokenVault vault = SodiumTokenVault.from(settings);
    Providers found = Providers.from(settings);
    String fetchQueue =
        settings.required("FETCH_QUEUE", "It is the address of the queue of fetch_signals.");

    var database = new Database(platform.dataSource(settings));
    var calls = new ProviderCalls(module(), database);
    Providers providers = found.each(calls::watch);
    var hints = new Hints(platform.queue(settings), fetchQueue);
    var connections = new Connections();
    var candidates = new Candidates();
    var fetchSignals =
        new FetchSignals(
            database,
            connections,
            new Credentials(database, vault),
            providers,
            candidates,
            new Bus(List.of(candidates)),
            hints);

    var probes = new ArrayList<Probe>();
    probes.add(Probes.database(database));
    probes.add(Probes.sessionKeys(database, AccessTokens.from(settings)));
    probes.add(new VaultProbe(database, vault));
    probes.addAll(calls.probes(providers));

    functions
        .schedule("schedule_fetches", new ScheduleFetches(database, connections, hints))
        .http(
            "request_fetch", Guard.SESSION, new RequestFetchFunction(database, connections, hints))
        .queue("fetch_signals", new FetchSignalsFunction(fetchSignals))
        .health("fetch_signals_health", probes)
        .prime(() -> Probes.database(database).check())
        .prime(vault::load);
  }
}
