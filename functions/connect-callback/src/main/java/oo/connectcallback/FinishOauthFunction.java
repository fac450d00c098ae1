package oo.connectcallback;

import java.util.Optional;
import java.util.function.Function;
import oo.connectcallback.FinishOauth.Problem;
import oo.connectors.Providers;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.SiteOrigin;
import oo.host.http.AuthorizationResponse;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.sql.DatabaseUnavailable;

/**
 * {@code GET /api/connectors/{provider}/callback}, a browser's navigation. Every reply redirects to
 * the site.
 */
final class FinishOauthFunction implements Function<Request, Reply> {
  private final FinishOauth finishOauth;
  private final Providers providers;
  private final SiteOrigin site;

  FinishOauthFunction(FinishOauth finishOauth, Providers providers, SiteOrigin site) {
    this.finishOauth = finishOauth;
    this.providers = providers;
    this.site = site;
  }

  @Override
  public Reply apply(Request request) {
    String provider = request.pathParameter("provider");
    if (providers.find(provider).isEmpty()) {
      return Reply.seeOther(site.at("/connect.html?problem=attempt_unknown"));
    }
    return AttemptKey.of(request, request.query("state").orElse(""))
        .map(key ->
            Reply.seeOther(site.at(page(provider, finish(request, provider, key))))
                .with(key.again()))
        .orElseGet(
            () -> Reply.seeOther(site.at(page(provider, Optional.of(Problem.ATTEMPT_UNKNOWN)))));
  }

  private Optional<Problem> finish(Request request, String provider, AttemptKey key) {
    try {
      return finishOauth.finish(provider, key, AuthorizationResponse.of(request));
    } catch (DatabaseUnavailable e) {
      Invocation.note(InvocationLog.REASON, e.getClass().getName());
      return Optional.of(Problem.DATABASE_UNAVAILABLE);
    }
  }

  private static String page(String provider, Optional<Problem> problem) {
    if (problem.isEmpty()) {
      return "/connect.html?connected=" + provider;
    }
    String code = problem.get().code();
    Invocation.note("code", code);
    return "/connect.html?problem=" + code + "&provider=" + provider;
  }
}
