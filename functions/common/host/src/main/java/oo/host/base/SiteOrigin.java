package oo.host.base;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * The site's origin. Redirects and the same-origin check use it, not the {@code Host} header, which
 * the caller controls. A capital letter, a usual port or a slash at the end of the setting is no
 * part of it, as browsers send none of them.
 *
 * @param value scheme, host and port as a browser writes them in {@code Origin} (RFC 6454), no path
 */
public record SiteOrigin(String value) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  static SiteOrigin parse(String value) {
    String expected =
        "must be an origin such as https://example.org: no path, a name with other letters as xn--..., and https unless it is"
            + " loopback. On a VM it is https:// and DOMAIN, which is the bare name.";
    try {
      var uri = new URI(value.strip().toLowerCase(Locale.ROOT).replaceFirst("/$", ""));
      boolean shape =
          uri.getHost() != null
              && (uri.getPath() == null || uri.getPath().isEmpty())
              && uri.getQuery() == null
              && uri.getFragment() == null
              && uri.getUserInfo() == null;
      boolean secure =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
      if (!shape || !secure) {
        throw new MissingSetting("SITE_ORIGIN", expected);
      }
      boolean usual =
          uri.getPort() < 0 || uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80);
      return new SiteOrigin(
          uri.getScheme() + "://" + uri.getHost() + (usual ? "" : ":" + uri.getPort()));
    } catch (URISyntaxException e) {
      throw new MissingSetting("SITE_ORIGIN", expected);
    }
  }

  /**
   * True on the operator's machine. Stand-ins may run there, and the database may be reached
   * without TLS.
   */
  public boolean loopback() {
    return LOOPBACK.contains(URI.create(value).getHost());
  }

  /** An absolute address on the site. */
  public String at(String pathAndQuery) {
    return value + pathAndQuery;
  }
}
