package oo.completetip;

import java.util.List;
import oo.completetip.delivery.Deliveries;
import oo.completetip.delivery.DeliveryFunctions;
import oo.completetip.delivery.DeliveryQueue;
import oo.completetip.tap.TapFunctions;
import oo.connectors.Providers;
import oo.host.Functions;
import oo.host.Platform;
import oo.host.Settings;
import oo.host.Wiring;
import oo.host.health.Probes;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.candidates.Candidates;
import oo.signals.decisions.Decisions;
import oo.signals.decisions.FeedbackLog;
import oo.vault.SodiumTokenVault;
import oo.vault.VaultProbe;

/** Holds every {@code new} of complete-tip. */
public final class CompleteTipWiring implements Wiring {

  @Override
  public String module() {
    return "complete-tip";
  }

  @Override
  public void wire(Functions functions, Settings settings, Platform platform) {
    var database = new Database(platform.dataSource(settings));
    var queue =
        new DeliveryQueue(
            platform.queue(settings),
            settings.required(
                "DELIVER_QUEUE", "It is the address of the queue of deliver_completions."));
    var providers = Providers.from(settings);
    SodiumTokenVault vault = SodiumTokenVault.from(settings);
    var candidates = new Candidates();
    var bus = new Bus(List.of(candidates));
    var deliveries = new Deliveries();
    var decisions = new Decisions();
    var feedback = new FeedbackLog();
    new TapFunctions(database, decisions, feedback, deliveries, bus, queue).register(functions);
    new DeliveryFunctions(
            database, decisions, feedback, deliveries, candidates, bus, queue, providers, vault)
        .register(functions);
    functions
        .health(
            "complete_tip_health",
            List.of(Probes.database(database), new VaultProbe(database, vault)))
        .prime(() -> Probes.database(database).check());
  }
}
