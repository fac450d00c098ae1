package oo.completetip.delivery;

import oo.connectors.Providers;
import oo.host.Functions;
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
public final class DeliveryFunctions {
  private final Deliver deliver;

  public DeliveryFunctions(
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

  public void register(Functions functions) {
    functions.queue(
        "deliver_completions", message -> deliver.deliver(message.hint(DeliverHint.class)));
  }
}
