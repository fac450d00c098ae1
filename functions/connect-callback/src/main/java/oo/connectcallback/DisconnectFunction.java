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
    disconnect.disconnect(
        request.access(), new ConnectionId(request.pathId("id")), request.flag("drop"));
    return Reply.empty(202);
  }
}
