package oo.completetip;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import oo.completetip.delivery.Deliveries;
import oo.completetip.delivery.DeliveryFunctions;
import oo.completetip.delivery.DeliveryQueue;
import oo.completetip.tap.TapFunctions;
import oo.connectors.Providers;
import oo.connectors.calls.ProviderCalls;
import oo.host.Functions;
import oo.host.Functions.Probe;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.Wiring;
import oo.host.health.Probes;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.candidates.Candidates;
import oo.signals.decisions.Decisions;
import oo.signals.decisions.FeedbackLog;
import oo.vault.SodiumTokenVault;
import oo.vault.VaultProbe;

/** Holds every {@code new} of complete-tip. */
public final class CompleteTipWiring implements Wiring {
  private static final String MODULE = "complete-tip";

  private final Function<Settings, Providers> providersFrom;
  private final List<Bus.Listener> alsoOnTheBus;

  public CompleteTipWiring() {
    this(Providers::from, List.of());
  }

  /** With other connectors, and somebody else on the bus; for tests. */
  CompleteTipWiring(Function<Settings, Providers> providersFrom, List<Bus.Listener> alsoOnTheBus) {
    this.providersFrom = providersFrom;
    this.alsoOnTheBus = alsoOnTheBus;
  }

  @Override
  public String module() {
    return MODULE;
  }

  @Override
  public void wire(Functions functions, Settings settings, Platform platform) {
    var database = new Database(platform.dataSource(settings));
    var messages = platform.queue(settings);
    var queue =
        new DeliveryQueue(
            messages,
            settings.required(
                "DELIVER_QUEUE", "It is the address of the queue of deliver_completions."));
    var calls = new ProviderCalls(MODULE, database);
    var providers = providersFrom.apply(settings).each(calls::watch);
    SodiumTokenVault vault = SodiumTokenVault.from(settings);
    var candidates = new Candidates();
    var listeners = new ArrayList<Bus.Listener>(List.of(candidates));
    listeners.addAll(alsoOnTheBus);
    var bus = new Bus(listeners);
    var deliveries = new Deliveries();
    var decisions = new Decisions();
    new TapFunctions(database, decisions, new FeedbackLog(), deliveries, bus, queue)
        .register(functions);
    new DeliveryFunctions(database, decisions, deliveries, candidates, bus, queue, providers, vault)
        .register(functions);
    var probes =
        new ArrayList<Probe>(
            List.of(
                Probes.database(database),
                Probes.sessionKeys(database, AccessTokens.from(settings)),
                new VaultProbe(database, vault)));
    probes.addAll(calls.probes(providers));
    functions
        .health("complete_tip_health", probes)
        .prime(() -> Probes.database(database).check())
        .prime(messages::prime);
  }
}
