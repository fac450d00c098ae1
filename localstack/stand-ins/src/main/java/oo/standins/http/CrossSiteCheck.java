package oo.standins.http;

import java.net.URI;
import java.util.Optional;

/** Keeps other sites' pages from driving a stand-in through a developer's browser. */
public final class CrossSiteCheck {
  public static final String HEADER = "X-Stand-In";

  private CrossSiteCheck() {}

  /**
   * Throws a 403 for a control request of another site's page. A page cannot send {@link #HEADER}
   * to another site, so a change needs it.
   */
  public static void control(StandInRequest request) {
    checkHost(request);
    if (!request.method().equals("GET")) {
      if (!request.header(HEADER).equals(Optional.of("1"))) {
        throw new ResponseException(403, "A change needs the header " + HEADER + ": 1.");
      }
      checkOrigin(request);
    }
  }

  /** Throws a 403 for a form that another site's page sent. */
  public static void form(StandInRequest request) {
    checkHost(request);
    checkOrigin(request);
    String from = request.header("Sec-Fetch-Site").orElse("none");
    if (request.header("Origin").isEmpty()
        || !(from.equals("same-origin") || from.equals("none"))) {
      throw new ResponseException(403, "This form was not sent by this site's own page.");
    }
  }

  private static void checkOrigin(StandInRequest request) {
    String own = "http://" + request.header("Host").orElse("");
    if (!request.header("Origin").orElse(own).equals(own)) {
      throw new ResponseException(403, "Another site's page may not do this.");
    }
  }

  /** A DNS name other than localhost may be one that a page's owner points at this machine. */
  private static void checkHost(StandInRequest request) {
    String host = "";
    try {
      host = URI.create("http://" + request.header("Host").orElse("")).getHost();
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    if (host == null || !host.matches("localhost|[0-9.]+|\\[[0-9a-f:.]+]")) {
      throw new ResponseException(403, "This server is not known by that name.");
    }
  }
}
