package oo.auth.signin;

import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import oo.auth.google.GoogleUnavailable;
import oo.auth.google.SignInRefused;
import oo.auth.session.RefreshKeys;
import oo.host.base.Invocation;
import oo.host.base.InvocationLog;
import oo.host.base.SiteOrigin;
import oo.host.http.Cookies;
import oo.host.http.Header;
import oo.host.http.Reply;
import oo.host.http.Request;
import oo.host.sql.DatabaseUnavailable;

/** {@code GET /api/auth/google}, a browser's navigation. Every reply is a redirect. */
public final class BeginSignInFunction implements Function<Request, Reply> {
  private static final Set<String> PAGES = Set.of("/connect.html", "/tip.html");

  /** The start page redirects by itself. */
  private static final String DEFAULT = "/";

  /**
   * Longer than the attempt lives, so that a late callback is answered with {@code
   * attempt_expired}.
   */
  private static final Duration COOKIE_LIFE = Duration.ofHours(1);

  private final SiteOrigin site;
  private final RefreshKeys keys;
  private final BeginSignIn beginSignIn;

  public BeginSignInFunction(SiteOrigin site, RefreshKeys keys, BeginSignIn beginSignIn) {
    this.site = site;
    this.keys = keys;
    this.beginSignIn = beginSignIn;
  }

  @Override
  public Reply apply(Request request) {
    String returnTo = request.query("return_to").filter(PAGES::contains).orElse(DEFAULT);
    try {
      BeginSignIn.Begun begun =
          beginSignIn.begin(
              returnTo,
              request.cookie(Cookies.REFRESH).flatMap(keys::open),
              request.query("again").filter("1"::equals).isPresent());
      return Reply.empty(302)
          .with(new Header("Location", begun.consentPage().toString()))
          .with(
              Cookies.attempt(
                  begun.attempt().id().toString(), begun.attempt().cookie(), COOKIE_LIFE));
    } catch (GoogleUnavailable e) {
      Invocation.note(InvocationLog.REASON, String.valueOf(e.getMessage()));
      return toSite(SignInProblem.provider_down);
    } catch (SignInRefused e) {
      Invocation.note(InvocationLog.REASON, String.valueOf(e.getMessage()));
      return toSite(SignInProblem.provider_refused);
    } catch (DatabaseUnavailable e) {
      return toSite(SignInProblem.database_unavailable);
    }
  }

  private Reply toSite(SignInProblem problem) {
    Invocation.note("code", problem.name());
    return Reply.seeOther(site.at("/?problem=" + problem));
  }
}
