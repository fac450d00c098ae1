package oo.completetip.delivery;

import java.util.function.Consumer;
import oo.connectors.Providers;
import oo.host.queue.Message;
import oo.host.sql.Database;
import oo.signals.Bus;
import oo.signals.candidates.Candidates;
import oo.signals.connection.Connections;
import oo.signals.decisions.Decisions;
import oo.signals.decisions.Notices;
import oo.signals.hints.DeliverHint;
import oo.vault.Credentials;
import oo.vault.TokenVault;

/** {@code deliver_completions}, behind its queue. */
public final class DeliverFunction implements Consumer<Message> {
  private final Deliver deliver;

  public DeliverFunction(
      Database database,
      Decisions decisions,
      Deliveries deliveries,
      Candidates candidates,
      Bus bus,
      DeliveryQueue queue,
      Providers providers,
      TokenVault vault) {
    var connections = new Connections();
    var settlement =
        new Settlement(
            connections,
            deliveries,
            decisions,
            new Telling(decisions, new Notices()),
            candidates,
            bus,
            queue);
    this.deliver =
        new Deliver(
            database,
            connections,
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
