package oo.connectcallback;

import java.util.List;
import java.util.function.Function;
import oo.host.base.Invocation;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
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
 * {@code disconnect}: DELETE /api/connections/{id}. Hides the connection and everything of it in
 * one transaction; its grant is revoked later.
 */
final class DisconnectFunction implements Function<Request, Reply> {
  private final Database database;
  private final ConnectionStore connections;
  private final ConnectionLifecycle lifecycle;
  private final HintQueue revocations;

  DisconnectFunction(
      Database database,
      ConnectionStore connections,
      ConnectionLifecycle lifecycle,
      HintQueue revocations) {
    this.database = database;
    this.connections = connections;
    this.lifecycle = lifecycle;
    this.revocations = revocations;
  }

  @Override
  public Reply apply(Request request) {
    AccessToken caller = request.access();
    var ref = new ConnectionRef(caller.user(), new ConnectionId(request.pathId("id")));
    database.run(
        tx -> {
          caller.requireLive(tx);
          if (lifecycle.end(tx, ref, Invocation.trace())) {
            revocations.afterCommit(tx, List.of(Outgoing.now(RevokeHint.of(ref))));
          } else if (connections.find(tx, ref).isEmpty()) {
            throw Refused.notFound("connection_unknown", "There is no such connection.");
          }
        });
    return Reply.empty(202);
  }
}
