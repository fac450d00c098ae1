package oo.host.base;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * The site's origin. Redirects and the same-origin check use it, not the {@code Host} header, which
 * the caller controls.
 *
 * @param value scheme, host and port as a browser writes them in {@code Origin} (RFC 6454), no path
 */
public record SiteOrigin(String value) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  static SiteOrigin parse(String value) {
    String expected = "must be an origin such as https://example.org, https unless it is loopback";
    try {
      var uri = new URI(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
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
      return new SiteOrigin(uri.toString());
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
