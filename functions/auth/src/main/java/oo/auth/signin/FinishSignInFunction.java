package oo.auth.signin;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import oo.host.base.Invocation;
import oo.host.base.SiteOrigin;
import oo.host.http.AuthorizationResponse;
import oo.host.http.Cookies;
import oo.host.http.Reply;
import oo.host.http.Request;

/** {@code GET /api/auth/google/callback}, a browser's navigation. Every reply is a redirect. */
public final class FinishSignInFunction implements Function<Request, Reply> {
  /** How long the same callback is answered the same way again. */
  private static final Duration AGAIN = Duration.ofMinutes(2);

  private final SiteOrigin site;
  private final FinishSignIn finishSignIn;

  public FinishSignInFunction(SiteOrigin site, FinishSignIn finishSignIn) {
    this.site = site;
    this.finishSignIn = finishSignIn;
  }

  @Override
  public Reply apply(Request request) {
    Optional<String> state = request.query("state");
    Optional<UUID> attempt = state.flatMap(SignInAttempt::idOf);
    if (state.isEmpty() || attempt.isEmpty()) {
      return toSite(SignInProblem.attempt_unknown);
    }
    String id = attempt.get().toString();
    return request
        .cookie(Cookies.ATTEMPT + id)
        .map(cookie ->
            finish(request, attempt.get(), cookie, state.get())
                .with(Cookies.attempt(id, cookie, AGAIN)))
        .orElseGet(() -> toSite(SignInProblem.attempt_unknown));
  }

  private Reply finish(Request request, UUID attempt, String cookie, String state) {
    var callback =
        new FinishSignIn.Callback(
            attempt,
            cookie,
            state,
            AuthorizationResponse.of(request),
            request.header("User-Agent").orElse(null));
    return switch (finishSignIn.finish(callback)) {
      case FinishSignIn.Outcome.SignedIn in ->
          Reply.seeOther(site.at(in.returnTo())).with(in.tokens().cookies());
      case FinishSignIn.Outcome.Failed failed -> toSite(failed.problem());
    };
  }

  private Reply toSite(SignInProblem problem) {
    Invocation.note("code", problem.name());
    return Reply.seeOther(site.at("/?problem=" + problem));
  }
}
