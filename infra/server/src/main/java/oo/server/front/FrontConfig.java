package oo.server.front;

import java.nio.file.Path;

/**
 * How the front listens and what it refuses.
 *
 * @param site the folder of the pages
 * @param address to bind, loopback unless asked otherwise
 * @param port 0 for any free one
 * @param oneRequestAConnection so that a supervisor in front can hold each request by itself
 */
public record FrontConfig(
    Path site, String address, int port, boolean oneRequestAConnection, Bounds bounds) {
  /** With the {@linkplain Bounds#STANDARD bounds of SECURITY.md}. */
  public FrontConfig(Path site, String address, int port, boolean oneRequestAConnection) {
    this(site, address, port, oneRequestAConnection, Bounds.STANDARD);
  }
}
