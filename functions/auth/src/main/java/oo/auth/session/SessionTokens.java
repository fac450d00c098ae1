package oo.auth.session;

import java.time.Duration;
import java.util.List;
import oo.host.http.Cookies;
import oo.host.http.Header;

/**
 * What a browser gets: an access token that lives for minutes and the refresh token that buys the
 * next.
 *
 * @param life what is left of the session. Both cookies last as long: an access token that ran out
 *     is answered with {@code session_expired}, and so the page knows that a refresh helps
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
