package oo.completetip.delivery;

import java.util.function.Consumer;
import oo.connectors.Providers;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.candidates.CandidatePool;
import oo.signals.connection.ConnectionStore;
import oo.signals.connection.Leases;
import oo.signals.connection.ReadSchedule;
import oo.signals.decisions.DecisionStore;
import oo.signals.decisions.NoticeStore;
import oo.signals.deliveries.DeliveryStore;
import oo.signals.hints.DeliverHint;
import oo.vault.Credentials;
import oo.vault.TokenVault;

/** {@code deliver_completions}, behind its queue. */
public final class DeliverCompletionsFunction implements Consumer<Message> {
  private final DeliverCompletions deliver;

  public DeliverCompletionsFunction(
      Database database,
      DecisionStore decisions,
      DeliveryStore deliveries,
      CandidatePool candidates,
      Bus bus,
      DeliveryQueue queue,
      Providers providers,
      TokenVault vault) {
    var connections = new ConnectionStore();
    var leases = new Leases(connections);
    var settlement =
        new Settlement(
            connections,
            leases,
            new ReadSchedule(connections),
            deliveries,
            decisions,
            new NoticeWriter(decisions, new NoticeStore()),
            candidates,
            bus,
            queue);
    this.deliver =
        new DeliverCompletions(
            database,
            connections,
            leases,
            deliveries,
            settlement,
            providers,
            new Credentials(database, vault),
            queue);
  }

  @Override
  public void accept(Message message) {
    deliver.deliver(message.hint(DeliverHint.class));
  }
}
