package oo.connectcallback;

import java.util.function.Function;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.signals.ConnectionId;

/** {@code DELETE /api/connections/{id}}. */
final class DisconnectFunction implements Function<Request, Reply> {
  private final Disconnect disconnect;

  DisconnectFunction(Disconnect disconnect) {
    this.disconnect = disconnect;
  }

  @Override
  public Reply apply(Request request) {
    boolean drop = request.query("drop").filter("true"::equals).isPresent();
    disconnect.disconnect(request.access(), new ConnectionId(request.pathId("id")), drop);
    return Reply.empty(202);
  }
}
