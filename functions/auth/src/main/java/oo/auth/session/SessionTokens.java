package oo.auth.session;

import java.time.Duration;
import java.util.List;
import oo.host.http.Cookies;
import oo.host.http.Header;

/**
 * A browser's tokens: a short-lived access token, and the refresh token for the next.
 *
 * @param life the rest of the session. Both cookies live that long, because the page learns from
 *     {@code session_expired} that a refresh helps
 */
public record SessionTokens(String access, String refresh, Duration life) {

  public List<Header> cookies() {
    return List.of(Cookies.access(access, life), Cookies.refresh(refresh, life));
  }

  @Override
  public String toString() {
    return "SessionTokens[life=" + life + "]";
  }
}
