package oo.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CookiesTest {
  private static final String ATTEMPT = UUID.randomUUID().toString();
  private static final List<String> OURS =
      List.of(Cookies.ACCESS, Cookies.REFRESH, Cookies.ATTEMPT + ATTEMPT);

  @Test
  void everyCookieHasThePrefixThatNoSiblingHostCanSet() {
    var set = new ArrayList<Header>();
    set.add(Cookies.access("a", Duration.ofMinutes(1)));
    set.add(Cookies.refresh("a", Duration.ofMinutes(1)));
    set.add(Cookies.attempt(ATTEMPT, "a", Duration.ofMinutes(1)));
    set.addAll(Cookies.clearSession());
    set.addAll(Cookies.clear(Cookies.ATTEMPT + ATTEMPT));

    assertThat(set).hasSize(6);
    for (Header cookie : set) {
      assertThat(cookie.value())
          .startsWith("__Host-oo-")
          .contains("; Path=/;", "; HttpOnly", "; Secure", "; SameSite=")
          .doesNotContainIgnoringCase("domain");
    }
  }

  @Test
  void aCookieIsReadByItsExactNameOnly() {
    for (String name : OURS) {
      for (String header :
          List.of(
              name + "=x",
              "a=b; " + name + "=x",
              name + "=x; a=b",
              "a; b; " + name + "=x;",
              "a=\"; " + name + "=x; b=\"")) {
        assertThat(request(header).cookie(name)).as(header).hasValue("x");
      }
    }
  }

  /** What a sibling host can set by a header or a script, as browsers send it on. */
  @Test
  void aLookalikeIsAnotherCookie() {
    for (String name : OURS) {
      for (String lookalike :
          List.of(
              name.toLowerCase(java.util.Locale.ROOT),
              name.toUpperCase(java.util.Locale.ROOT),
              name.replace("__Host-", "__host-"),
              name.replace("__Host-", "__HOST-"),
              name.replace("__Host-", "__Secure-"),
              name.replace("__Host-", "__Http-"),
              name.replace("__Host-", "__Host-Http-"),
              name.replace("__Host-", ""),
              name.replace("__Host-", "_Host-"),
              name.replace("__Host-", "__Host‑"),
              "=" + name,
              "==" + name,
              " " + name,
              "  " + name,
              "\t" + name,
              "\u000b" + name,
              "\f" + name,
              "\u001c" + name,
              "\u001f" + name,
              "\u0085" + name,
              "\u00a0" + name,
              "\u2000" + name,
              "\u2028" + name,
              "\u3000" + name,
              "\ufeff" + name,
              "\"" + name,
              "'" + name,
              "$Version=1, " + name,
              "$" + name,
              "a=" + name,
              "%5F" + name.substring(1),
              "a," + name,
              "a, " + name,
              name + " ",
              name + "\t",
              name + "\u2000",
              name + "\"",
              name + ".",
              name + "[]",
              name + "%20",
              "\"" + name + "\"")) {
        for (String header : List.of(lookalike + "=x", "a=b; " + lookalike + "=x; c=d")) {
          assertThat(request(header).cookie(name)).as(header).isEmpty();
          assertThat(request(header + "; " + name + "=own").cookie(name))
              .as(header)
              .hasValue("own");
        }
      }
      assertThat(request(name).cookie(name)).isEmpty();
      assertThat(request("=" + name + "=x").cookie(name)).isEmpty();
    }
  }

  @Test
  void aFormerCookieIsClearedWhereItWasSet() {
    assertThat(cleared("/api/me", "__Secure-oo-refresh=a"))
        .containsExactly("__Secure-oo-refresh=; Path=/api/auth");
    assertThat(cleared("/api/auth/google/callback", "__Secure-oo-attempt-" + ATTEMPT + "=a"))
        .containsExactly("__Secure-oo-attempt-" + ATTEMPT + "=; Path=/api/auth/google/callback");
    assertThat(cleared("/api/me", "__Secure-oo-probe=1; __secure-oo-refresh=a; a=b")).isEmpty();
    assertThat(cleared("/api/tips/;Domain=evil.example", "__Secure-oo-refresh=a")).isEmpty();
    assertThat(cleared("/api/me", "__Secure-oo-attempt-;Domain=evil.example=a")).isEmpty();
  }

  private static List<String> cleared(String path, String cookies) {
    return Cookies.clearFormer(request(path, cookies)).stream()
        .map(header -> header.value().replaceFirst("; Max-Age=0; .*", ""))
        .toList();
  }

  private static Request request(String cookies) {
    return request("/api/me", cookies);
  }

  private static Request request(String path, String cookies) {
    return new Request(
        "GET", path, Map.of(), Map.of(), Map.of("Cookie", List.of(cookies)), new byte[0]);
  }
}
