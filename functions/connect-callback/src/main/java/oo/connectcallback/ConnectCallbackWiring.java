package oo.connectcallback;

import java.time.Duration;
import java.util.ArrayList;
import oo.connectors.Providers;
import oo.connectors.calls.ProviderCalls;
import oo.host.FunctionRegistrar;
import oo.host.Guard;
import oo.host.Platform;
import oo.host.Wiring;
import oo.host.base.Lazy;
import oo.host.base.Settings;
import oo.host.base.SiteOrigin;
import oo.host.health.Probe;
import oo.host.health.Probes;
import oo.host.health.Pulses;
import oo.host.queue.HintQueue;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Leases;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.lifecycle.Outbox;
import oo.signals.lifecycle.RevocationStore;
import oo.signals.outbox.EventOutbox;
import oo.signals.user.UserStore;
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
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    SiteOrigin site = settings.siteOrigin();
    var database = new Database(platform.dataSource(settings));
    var connections = new ConnectionStore();
    var lifecycle = new ConnectionLifecycle();
    var attempts = new OauthAttemptStore();
    var calls = new ProviderCalls(module(), database);
    var providers = new Lazy<>(() -> Providers.from(settings).each(calls::guarded));
    var vault = new Lazy<>(() -> SodiumTokenVault.primed(settings, functions));
    var credentials = new Lazy<>(() -> new Credentials(database, vault.get()));

    var revokeGrants =
        new Lazy<>(() ->
            new RevokeGrants(
                database,
                new RevocationStore(),
                lifecycle,
                new Leases(connections),
                credentials.get(),
                providers.get()));

    functions
        .http(
            "list_connectors",
            Guard.SESSION,
            () ->
                new ListConnectorsFunction(
                    new ListConnectors(database, connections, providers.get())))
        .http(
            "begin_oauth",
            Guard.SESSION,
            () ->
                new BeginOauthFunction(
                    new BeginOauth(database, attempts, connections, providers.get(), site)))
        .navigation(
            "finish_oauth",
            Guard.ATTEMPT,
            "/connect.html",
            () ->
                new FinishOauthFunction(
                    new FinishOauth(
                        database,
                        attempts,
                        new UserStore(),
                        connections,
                        lifecycle,
                        credentials.get(),
                        revokeGrants.get(),
                        providers.get(),
                        new HintQueue(
                            platform.queue(settings),
                            settings.queue("FETCH_QUEUE", "fetch_signals")),
                        site),
                    providers.get(),
                    site))
        .http(
            "disconnect",
            Guard.SESSION,
            () ->
                new DisconnectFunction(
                    new Disconnect(
                        database,
                        connections,
                        lifecycle,
                        new Outbox(
                            new HintQueue(
                                platform.queue(settings),
                                settings.queue("DELIVER_QUEUE", "deliver_completions"))),
                        EventOutbox.from(settings),
                        new HintQueue(
                            platform.queue(settings),
                            settings.queue("REVOKE_QUEUE", "revoke_grants")))))
        .queue("revoke_grants", () -> new RevokeGrantsFunction(revokeGrants.get()))
        .health(
            "connect_callback_health",
            () -> {
              var probes = new ArrayList<Probe>(Probes.ofDatabase(database));
              probes.add(Probes.sessionKeys(database, AccessTokens.from(settings)));
              probes.add(new VaultProbe(database, vault.get()).remembered());
              probes.addAll(calls.probes(providers.get()));
              var pulses = new Pulses(database);
              probes.add(pulses.outbox("revocations", "grants", Duration.ofHours(1), "RevokeLate"));
              probes.add(pulses.deadLetters("revoke_grants", "RevokeDeadLetters"));
              return probes;
            })
        .prime(() -> Probes.database(database).check());
  }
}
