package oo.server.front;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the front listens and what it refuses.
 *
 * @param site the folder of the pages
 * @param address to bind, loopback unless asked otherwise
 * @param port 0 for any free one
 * @param oneRequestAConnection so that a supervisor in front can hold each request by itself
 */
public record FrontConfig(Path site, String address, int port, boolean oneRequestAConnection) {
  /** What Lambda takes in one request and gives in one reply. */
  static final int LARGEST_BODY = 6 * 1024 * 1024;

  /** API Gateway gives up after this, whatever the function's own time. */
  static final Duration LONGEST_CALL = Duration.ofSeconds(29);

  /** Within which a request must have arrived, and between two bytes of a reply. */
  static final Duration PATIENCE = Duration.ofSeconds(15);
}
