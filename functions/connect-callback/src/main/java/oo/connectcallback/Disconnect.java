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

/**
 * {@code disconnect}: one transaction hides the connection with its tasks and makes the revocation
 * of its grant due.
 */
final class Disconnect {
  private final Database database;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final HintQueue revocations;

  Disconnect(
      Database database,
      ConnectionStore connections,
      ConnectionLifecycle lifecycle,
      HintQueue revocations) {
    this.database = database;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.revocations = revocations;
  }

  /**
   * @throws Refused 404 when the caller has no such connection; not when it was disconnected before
   */
  void disconnect(AccessToken caller, ConnectionId connection) {
    var ref = new ConnectionRef(caller.user(), connection);
    database.run(tx -> {
      caller.requireLive(tx);
      if (lifecycle.end(tx, ref, Invocation.trace())) {
        revocations.afterCommit(tx, List.of(Outgoing.now(RevokeHint.of(ref))));
      } else if (connections.find(tx, ref).isEmpty()) {
        throw Refused.notFound("connection_unknown", "There is no such connection.");
      }
    });
  }
}
