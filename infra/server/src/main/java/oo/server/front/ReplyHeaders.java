package oo.server.front;

import java.util.List;
import oo.host.base.SiteOrigin;
import oo.host.http.Header;
import org.eclipse.jetty.http.HttpFields;

/**
 * What every answer has, also one that Jetty makes. The template's CloudFront sends the same, which
 * a test holds.
 */
final class ReplyHeaders {
  static final String NOTHING_ALLOWED =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  static final List<Header> ALWAYS =
      List.of(
          new Header("X-Content-Type-Options", "nosniff"),
          new Header("Referrer-Policy", "no-referrer"),
          new Header("Cross-Origin-Resource-Policy", "same-origin"),
          new Header("Cross-Origin-Opener-Policy", "same-origin"),
          new Header("X-Frame-Options", "DENY"),
          new Header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
          new Header("Content-Security-Policy", NOTHING_ALLOWED));

  static final Header HTTPS_ONLY =
      new Header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");

  private final boolean https;

  ReplyHeaders(SiteOrigin site) {
    // Browsers keep it for all ports of a host: other programs on localhost speak HTTP.
    this.https = site.value().startsWith("https:") && !site.loopback();
  }

  void put(HttpFields.Mutable out) {
    ALWAYS.forEach(header -> out.put(header.name(), header.value()));
    if (https) {
      out.put(HTTPS_ONLY.name(), HTTPS_ONLY.value());
    }
  }
}
