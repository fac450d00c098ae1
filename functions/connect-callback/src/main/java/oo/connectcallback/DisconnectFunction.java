package oo.connectcallback;

import java.util.function.Function;
import oo.host.Invocation;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.session.AccessToken;
import oo.host.sql.Database;
import oo.signals.ConnectionId;
import oo.signals.ConnectionRef;
import oo.signals.connection.Connections;

/**
 * {@code disconnect}: DELETE /api/connections/{id}. Hides the connection and everything of it in
 * one transaction; its grant is revoked later.
 */
final class DisconnectFunction implements Function<Request, Reply> {
  private final Database database;
  private final Connections connections;
  private final Hints hints;

  DisconnectFunction(Database database, Connections connections, Hints hints) {
    this.database = database;
    this.connections = connections;
    this.hints = hints;
  }

  @Override
  public Reply apply(Request request) {
    AccessToken caller = request.access();
    var ref = new ConnectionRef(caller.user(), new ConnectionId(request.pathId("id")));
    database.run(
        tx -> {
          caller.requireLive(tx);
          if (connections.end(tx, ref, Invocation.trace())) {
            hints.revoke(tx, ref);
          } else if (connections.find(tx, ref).isEmpty()) {
            throw Refused.notFound("connection_unknown", "There is no such connection.");
          }
        });
    return Reply.empty(202);
  }
}
