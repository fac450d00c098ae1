package oo.tests.docker;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/**
 * This machine as a container reaches it.
 *
 * @param name host name or address for containers
 * @param addresses to listen on, in addition to loopback
 */
record DockerHost(String name, String... addresses) {
  private static final String BRIDGE = "com.docker.network.bridge.name";

  /** Its address on Docker's bridge. Docker Desktop has none here, and maps a name to loopback. */
  static DockerHost find() {
    String bridge =
        DockerClientFactory.instance()
            .client()
            .inspectNetworkCmd()
            .withNetworkId("bridge")
            .exec()
            .getOptions()
            .getOrDefault(BRIDGE, "docker0");
    return address(bridge)
        .map(address -> new DockerHost(address, address))
        .orElseGet(() -> new DockerHost("host.docker.internal"));
  }

  private static Optional<String> address(String bridge) {
    try {
      return Optional.ofNullable(NetworkInterface.getByName(bridge)).stream()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .map(address -> address.getHostAddress())
          .findFirst();
    } catch (SocketException e) {
      throw new IllegalStateException(e);
    }
  }
}
