package oo.server.front;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import oo.host.base.SiteOrigin;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a request uses the site's address. Cookies and the same-origin check depend on it:
 * the machine's other names are redirected, and any other name (DNS rebinding) is refused.
 */
final class HostCheck {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final SiteOrigin site;
  private final String authority;

  HostCheck(SiteOrigin site) {
    this.site = site;
    this.authority = URI.create(site.value()).getAuthority();
  }

  /**
   * The reply to a request for another host; empty when the host is right.
   *
   * @param host the {@code Host} header
   * @param pathAndQuery as sent, begins with one slash
   */
  Optional<FrontReply> refusal(@Nullable String host, String method, String pathAndQuery) {
    if (authority.equalsIgnoreCase(host)) {
      return Optional.empty();
    }
    boolean reads = method.equals("GET") || method.equals("HEAD");
    if (host != null && LOOPBACK.contains(host.replaceFirst(":\\d+$", "")) && reads) {
      // A path of two slashes would name another host.
      String path = pathAndQuery.startsWith("//") ? "/" : pathAndQuery;
      return Optional.of(FrontReply.redirect(307, site.at(path)));
    }
    return Optional.of(
        FrontReply.problem(
            421,
            "Misdirected",
            "wrong_address",
            "This is not the address of oO: open the one in SITE_ORIGIN."));
  }
}
