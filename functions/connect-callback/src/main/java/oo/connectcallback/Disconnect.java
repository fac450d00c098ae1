package oo.connectcallback;

import java.util.List;
import oo.host.base.Invocation;
import oo.host.http.Refused;
import oo.host.queue.HintQueue;
import oo.host.queue.MessageQueue.Outgoing;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.connection.ConnectionStore;
import oo.signals.hints.RevokeHint;
import oo.signals.lifecycle.ConnectionLifecycle;
import oo.signals.lifecycle.Outbox;
import oo.signals.outbox.EventOutbox;

/**
 * {@code disconnect}: one transaction hides the connection with its tasks and makes the revocation
 * of its grant due. Taps that are not at their source yet are sent first.
 */
final class Disconnect {
  private final Database database;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final Outbox outbox;
  private final EventOutbox events;
  private final HintQueue revocations;

  Disconnect(
      Database database,
      ConnectionStore connections,
      ConnectionLifecycle lifecycle,
      Outbox outbox,
      EventOutbox events,
      HintQueue revocations) {
    this.database = database;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.outbox = outbox;
    this.events = events;
    this.revocations = revocations;
  }

  /**
   * @param drop disconnects also when a tap is not at its source yet; a notice tells of it
   * @throws Refused 404 when the caller has no such connection; not when it was disconnected
   *     before. 409 when a tap is not at its source yet; it is sent now
   */
  void disconnect(AccessToken caller, ConnectionId connection, boolean drop) {
    var ref = new ConnectionRef(caller.user(), connection);
    List<String> left =
        database.transaction(tx -> {
          caller.requireLive(tx);
          List<String> waiting = drop ? List.of() : outbox.send(tx, List.of(ref));
          if (!waiting.isEmpty()) {
            return waiting;
          }
          if (lifecycle.end(tx, ref, Invocation.trace())) {
            events.connectionEnded(tx, ref);
            revocations.afterCommit(tx, List.of(Outgoing.now(RevokeHint.of(ref))));
          } else if (connections.find(tx, ref).isEmpty()) {
            throw Refused.notFound("connection_unknown", "There is no such connection.");
          }
          return waiting;
        });
    if (!left.isEmpty()) {
      throw Outbox.notEmpty(left);
    }
  }
}
