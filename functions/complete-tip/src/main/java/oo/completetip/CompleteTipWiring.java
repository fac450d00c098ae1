package oo.completetip;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import oo.completetip.delivery.DeliverCompletions;
import oo.completetip.delivery.DeliverCompletionsFunction;
import oo.completetip.delivery.DeliveryQueue;
import oo.completetip.delivery.NoticeWriter;
import oo.completetip.delivery.Settlement;
import oo.completetip.delivery.TakeBack;
import oo.completetip.tap.CompleteFunction;
import oo.completetip.tap.DeliveryRequests;
import oo.completetip.tap.NotNowFunction;
import oo.completetip.tap.Taps;
import oo.completetip.tap.UndoFunction;
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
import oo.host.health.Pulses;
import oo.host.queue.HintQueue;
import oo.host.session.AccessTokens;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Leases;
import oo.signals.connection.ReadSchedule;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.FeedbackStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.outbox.EventOutbox;
import oo.vault.Credentials;
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

  /** With other connectors and listeners, for tests. */
  CompleteTipWiring(Function<Settings, Providers> providersFrom, List<Bus.Listener> alsoOnTheBus) {
    this.providersFrom = providersFrom;
    this.alsoOnTheBus = alsoOnTheBus;
  }

  @Override
  public String module() {
    return MODULE;
  }

  @Override
  public void wire(FunctionRegistrar functions, Settings settings, Platform platform) {
    var database = new Database(platform.dataSource(settings));
    var decisions = new DecisionStore();
    var deliveries = new DeliveryStore();
    var candidates = new CandidatePool();
    var listeners = new ArrayList<Bus.Listener>(List.of(EventOutbox.from(settings), candidates));
    listeners.addAll(alsoOnTheBus);
    var bus = new Bus(listeners);
    var calls = new ProviderCalls(MODULE, database);
    var providers = new Lazy<>(() -> providersFrom.apply(settings).each(calls::guarded));
    var vault = new Lazy<>(() -> SodiumTokenVault.primed(settings, functions));
    var queue =
        new Lazy<>(() -> {
          var hints =
              new HintQueue(
                  platform.queue(settings), settings.queue("DELIVER_QUEUE", "deliver_completions"));
          functions.prime(hints::prime);
          return new DeliveryQueue(hints);
        });
    var notices = new NoticeWriter(new NoticeStore());
    var takeBack = new TakeBack(deliveries, notices, queue);
    var taps =
        new Lazy<>(() ->
            new Taps(
                database,
                decisions,
                new FeedbackStore(),
                new DeliveryRequests(deliveries, takeBack, queue),
                bus));
    Supplier<Taps> sending =
        () -> {
          queue.get();
          return taps.get();
        };

    functions
        .http("complete", Guard.SESSION, () -> new CompleteFunction(sending.get()))
        .http("undo", Guard.SESSION, () -> new UndoFunction(sending.get()))
        .http("not_now", Guard.SESSION, () -> new NotNowFunction(taps.get()))
        .queue(
            "deliver_completions",
            () -> {
              var connections = new ConnectionStore();
              var leases = new Leases(connections);
              var settlement =
                  new Settlement(
                      connections,
                      leases,
                      new ReadSchedule(connections),
                      deliveries,
                      notices,
                      takeBack,
                      candidates,
                      bus,
                      queue.get());
              return new DeliverCompletionsFunction(
                  new DeliverCompletions(
                      database,
                      connections,
                      leases,
                      deliveries,
                      settlement,
                      providers.get(),
                      new Credentials(database, vault.get()),
                      queue.get()));
            })
        .health(
            "complete_tip_health",
            () -> {
              var probes = new ArrayList<Probe>(Probes.ofDatabase(database));
              probes.add(Probes.sessionKeys(database, AccessTokens.from(settings)));
              probes.add(new VaultProbe(database, vault.get()).remembered());
              probes.addAll(calls.probes(providers.get()));
              var pulses = new Pulses(database);
              probes.add(
                  pulses.outbox("deliveries", "taps", Duration.ofMinutes(15), "DeliverLate"));
              probes.add(pulses.outbox("events", "events", Duration.ofMinutes(15), "SweepFails"));
              probes.add(pulses.deadLetters("deliver_completions", "DeliverDeadLetters"));
              probes.add(
                  pulses.ran("last sweep", "sweep_outbox", Duration.ofMinutes(10), "SweepSilent"));
              return probes;
            })
        .prime(() -> Probes.database(database).check());
  }
}
