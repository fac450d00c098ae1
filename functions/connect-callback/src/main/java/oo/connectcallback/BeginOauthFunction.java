package oo.connectcallback;

import java.util.UUID;
import java.util.function.Function;
import oo.contract.BeginOauthReply;
import oo.contract.BeginOauthRequest;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.signals.ConnectionId;

/** {@code POST /api/connectors/{provider}/begin}. */
final class BeginOauthFunction implements Function<Request, Reply> {
  private final BeginOauth beginOauth;

  BeginOauthFunction(BeginOauth beginOauth) {
    this.beginOauth = beginOauth;
  }

  @Override
  public Reply apply(Request request) {
    UUID renews = request.json(BeginOauthRequest.class, new BeginOauthRequest(null)).connectionId();
    BeginOauth.Begun begun =
        beginOauth.begin(
            request.access(),
            request.pathParameter("provider"),
            renews == null ? null : new ConnectionId(renews));
    return Reply.ok(new BeginOauthReply(begun.redirectUrl().toString())).with(begun.cookie());
  }
}
