package oo.standins.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps other sites' pages from driving a stand-in through its visitor's browser. */
public final class Guard {

  public static final String HEADER = "X-Stand-In";

  private final Set<String> hosts;

  /**
   * @param hosts names under which this server may be addressed besides the loopback ones and plain
   *     addresses; others may be a rebound name of a foreign page
   */
  public Guard(Set<String> hosts) {
    this.hosts = hosts;
  }

  /**
   * A control request: of a known host, and when it changes something, by a script of this very
   * site or by a test.
   */
  public void checkControl(Call call) {
    checkHost(call);
    if (call.method().equals("GET")) {
      return;
    }
    if (!call.header(HEADER).equals(Optional.of("1"))) {
      throw refused("A control request that changes something needs the header " + HEADER + ": 1.");
    }
    checkOrigin(call);
  }

  /** A form post of one of this site's own pages. */
  public void checkForm(Call call) {
    checkHost(call);
    checkOrigin(call);
    boolean crossSite =
        call.header("Sec-Fetch-Site")
            .filter(site -> !site.equals("same-origin") && !site.equals("none"))
            .isPresent();
    if (crossSite || call.header("Origin").isEmpty()) {
      throw refused("This form was not sent by this site's own page.");
    }
  }

  private static void checkOrigin(Call call) {
    Optional<String> origin = call.header("Origin");
    String own = "http://" + call.header("Host").orElse("");
    if (origin.isPresent() && !origin.get().equals(own)) {
      throw refused("Another site's page may not do this.");
    }
  }

  private void checkHost(Call call) {
    String host = host("http://" + call.header("Host").orElse(""));
    if (!host.matches("localhost|[0-9.]+|\\[[0-9a-f:.]+]") && !hosts.contains(host)) {
      throw refused("This server is not known by that name.");
    }
  }

  /** The host of an address, empty when it has none. */
  public static String host(String address) {
    try {
      String host = URI.create(address).getHost();
      return host == null ? "" : host;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Refused refused(String why) {
    return new Refused(Answer.json(403, Map.of("error", why)));
  }
}
