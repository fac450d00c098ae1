package oo.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import oo.host.base.Invocation;
import oo.host.base.SiteOrigin;
import oo.host.http.Cookies;
import oo.host.http.Refused;
import oo.host.http.Request;
import oo.host.limits.RouteLimits;
import oo.host.session.AccessToken;
import oo.host.session.AccessTokens;
import org.jspecify.annotations.Nullable;

/** Checks each request before its function sees it. */
final class AccessControl {
  private final SiteOrigin site;
  private final @Nullable AccessTokens tokens;
  private final @Nullable RouteLimits limits;

  /**
   * @param limits null when they are off
   */
  AccessControl(SiteOrigin site, @Nullable AccessTokens tokens, @Nullable RouteLimits limits) {
    this.site = site;
    this.tokens = tokens;
    this.limits = limits;
  }

  SiteOrigin site() {
    return site;
  }

  Request admit(String function, Guard guard, Request request) {
    boolean session = guard == Guard.SESSION;
    Optional<AccessToken> caller = session ? caller(request) : Optional.empty();
    if (limits != null) {
      limits.admit(function, session, caller.orElse(null), request);
    }
    refuseDuplicates(request);
    if (!request.reads() && guard != Guard.REPORT && guard != Guard.LINK) {
      refuseForeign(request);
    }
    return switch (guard) {
      case PUBLIC, REPORT, LINK, ATTEMPT, REFRESH -> request;
      case SESSION ->
          request.by(caller.orElseThrow(() -> new Refused(401, "no_session", "Sign in first.")));
    };
  }

  /** Refuses two cookies of one name: another party set one of them, and either may be ours. */
  private static void refuseDuplicates(Request request) {
    for (Map.Entry<String, List<String>> cookie : request.cookies().entrySet()) {
      String name = cookie.getKey();
      boolean ours =
          name.equals(Cookies.ACCESS)
              || name.equals(Cookies.REFRESH)
              || name.startsWith(Cookies.ATTEMPT);
      if (ours && cookie.getValue().size() > 1) {
        var refused =
            Refused.badRequest(
                "two_cookies", "The browser sent a cookie twice. They are cleared: sign in again.");
        Cookies.clear(name).forEach(refused::with);
        throw refused;
      }
    }
  }

  /**
   * Refuses a write that did not come from a page of the site (CSRF): it needs a header that no
   * form can set, and the site's origin.
   */
  private void refuseForeign(Request request) {
    boolean own =
        request.header("X-OO").filter("1"::equals).isPresent()
            && request.header("Origin").filter(site.value()::equals).isPresent();
    if (!own) {
      throw new Refused(
          403,
          "foreign_origin",
          "Writes come from the site's own pages: send X-OO: 1 and the site's Origin.");
    }
  }

  private Optional<AccessToken> caller(Request request) {
    if (tokens == null) {
      throw new IllegalStateException("No keys to check a session with");
    }
    Optional<AccessToken> token = request.cookie(Cookies.ACCESS).flatMap(tokens::check);
    token.ifPresent(caller -> Invocation.user(caller.user()));
    return token;
  }
}
