package oo.auth.session;

import java.util.function.Function;
import oo.host.base.SessionId;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code DELETE /api/me/sessions/{id}}. The caller's own is signed out. */
public final class EndSessionFunction implements Function<Request, Reply> {
  private final EndSession endSession;

  public EndSessionFunction(EndSession endSession) {
    this.endSession = endSession;
  }

  @Override
  public Reply apply(Request request) {
    var session = new SessionId(request.pathId("id"));
    endSession.end(request.access(), session);
    Reply ended = Reply.empty(204);
    return session.equals(request.access().session()) ? ended.with(Cookies.clearSession()) : ended;
  }
}
