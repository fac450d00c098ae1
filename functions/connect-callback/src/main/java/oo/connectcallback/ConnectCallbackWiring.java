package oo.connectcallback;

import java.util.ArrayList;
import oo.connectors.Providers;
import oo.connectors.calls.ProviderCalls;
import oo.host.Functions;
import oo.host.Functions.Probe;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.SiteOrigin;
import oo.host.Wiring;
import oo.host.health.Probes;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.connection.Connections;
import oo.vault.Credentials;
import oo.vault.SodiumTokenVault;
import oo.vault.VaultProbe;

/** Holds every {@code new} of connect-callback. */
public final class ConnectCallbackWiring implements Wiring {

  @Override
  public String module() {
    return "connect-callback";
  }

  @Override
  public void wire(Functions functions, Settings settings, Platform platform) {
    SiteOrigin site = settings.siteOrigin();
    SodiumTokenVault vault = SodiumTokenVault.from(settings);
    Providers found = Providers.from(settings);
    String fetchQueue =
        settings.required("FETCH_QUEUE", "It is the address of the queue of fetch_signals.");
    String revokeQueue =
        settings.required("REVOKE_QUEUE", "It is the address of the queue of revoke_grants.");

    var database = new Database(platform.dataSource(settings));
    var calls = new ProviderCalls(module(), database);
    Providers providers = found.each(calls::watch);
    var hints = new Hints(platform.queue(settings), fetchQueue, revokeQueue);
    var connections = new Connections();
    var attempts = new AttemptStore();
    var credentials = new Credentials(database, vault);

    var probes = new ArrayList<Probe>();
    probes.add(Probes.database(database));
    probes.add(Probes.sessionKeys(database, AccessTokens.from(settings)));
    probes.add(new VaultProbe(database, vault));
    probes.addAll(calls.probes(providers));

    functions
        .http(
            "list_connectors",
            Guard.SESSION,
            new ListConnectorsFunction(new ListConnectors(database, connections, providers)))
        .http(
            "begin_oauth",
            Guard.SESSION,
            new BeginOauthFunction(
                new BeginOauth(database, attempts, connections, providers, site)))
        .navigation(
            "finish_oauth",
            Guard.ATTEMPT,
            "/connect.html",
            new FinishOauthFunction(
                new FinishOauth(
                    database, attempts, connections, credentials, providers, hints, site),
                providers,
                site))
        .http("disconnect", Guard.SESSION, new DisconnectFunction(database, connections, hints))
        .queue(
            "revoke_grants",
            new RevokeGrantsFunction(
                new RevokeGrants(
                    database, new RevocationStore(), connections, credentials, providers)))
        .health("connect_callback_health", probes)
        .prime(() -> Probes.database(database).check())
        .prime(vault::load);
  }
}
