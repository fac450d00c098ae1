package oo.auth.session;

import java.util.function.Function;
import oo.host.base.Invocation;
import oo.host.http.Cookies;
import oo.host.http.Refused;
import oo.host.http.Reply;
import oo.host.http.Request;

/**
 * {@code POST /api/auth/refresh}. A refusal clears no cookie, because it may arrive after a sign-in
 * in another tab.
 */
public final class RefreshSessionFunction implements Function<Request, Reply> {
  private final RefreshKeys keys;
  private final RefreshSession refreshSession;

  public RefreshSessionFunction(RefreshKeys keys, RefreshSession refreshSession) {
    this.keys = keys;
    this.refreshSession = refreshSession;
  }

  @Override
  public Reply apply(Request request) {
    RefreshToken token =
        request
            .cookie(Cookies.REFRESH)
            .flatMap(keys::open)
            .orElseThrow(() -> new Refused(401, "no_session", "Sign in first."));
    Invocation.user(token.user());
    return switch (refreshSession.refresh(token)) {
      case RefreshSession.Outcome.Refreshed refreshed ->
          Reply.empty(204).with(refreshed.tokens().cookies());
      case RefreshSession.Outcome.Superseded _ -> Reply.empty(204);
      case RefreshSession.Outcome.Over _ ->
          throw new Refused(401, "session_ended", "The session is over. Sign in again.");
    };
  }
}
