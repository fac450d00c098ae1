package oo.connectcallback;

import java.util.function.Function;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code GET /api/connectors}. */
final class ListConnectorsFunction implements Function<Request, Reply> {
  private final ListConnectors listConnectors;

  ListConnectorsFunction(ListConnectors listConnectors) {
    this.listConnectors = listConnectors;
  }

  @Override
  public Reply apply(Request request) {
    return Reply.ok(listConnectors.of(request.access()));
  }
}
